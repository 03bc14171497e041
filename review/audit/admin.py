"""The logs, to look at."""

from django.contrib import admin
from django.http import HttpRequest

from review.audit.models import Event


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """Shows rows that nobody may add, change or delete here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events, newest first."""

    list_display = ("film", "seq", "kind", "actor", "at")
    list_filter = ("kind",)
    list_select_related = ("film", "actor")
    ordering = ("-id",)
