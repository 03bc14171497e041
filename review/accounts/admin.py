"""People and their roles on whole collections, kept by staff. Roles on one film are given on the film's page."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from review.accounts.models import Membership, User
from review.catalog.models import Collection


class StaffAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows that every active staff member keeps; nothing is removed unless a subclass says so."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewPersonForm(AdminUserCreationForm):  # type: ignore[type-arg]  # generic in the stubs only
    """E-mail address, name and first password; addresses are kept in lower case, as logging in compares them."""

    class Meta:
        model = User
        fields = ("email", "display_name", "locale")
        field_classes: ClassVar[dict[str, Any]] = {}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class PersonAdmin(StaffAdmin, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """People. They are never deleted, only deactivated; a superuser is changed by superusers alone."""

    list_display = ("email", "display_name", "locale", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "locale")
    search_fields = ("email", "display_name")
    ordering = ("email",)
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    add_form = NewPersonForm
    fieldsets = (
        (None, {"fields": ("email", "password", "display_name", "locale", "timezone")}),
        (_("Access"), {"fields": ("is_active", "is_staff")}),
        (None, {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "display_name", "locale", "usable_password", "password1", "password2")}),
    )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return _is_staff(request) and not is_above


@admin.register(Membership)
class MembershipAdmin(StaffAdmin):
    """Roles on whole collections. Those on one film are in the film's log and are not shown here."""

    list_display = ("user", "role", "collection", "created_at")
    list_filter = ("role", "collection")
    list_select_related = ("user", "collection")
    search_fields = ("user__email", "user__display_name")
    autocomplete_fields = ("user",)
    fields = ("user", "role", "collection")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return Membership.objects.filter(collection__isnull=False)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.base_fields["collection"].required = True
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_staff(request)


@admin.register(Collection)
class CollectionAdmin(StaffAdmin):
    """Groups of films that people get roles on together."""

    list_display = ("name",)
    search_fields = ("name",)
    fields = ("name",)


def _is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff
