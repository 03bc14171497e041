"""Looks, to look at."""

from django.contrib import admin

from review.audit.admin import ReadOnlyAdmin
from review.looks.models import Look


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    """Looks, newest first."""

    list_display = ("restoration", "name", "state", "uploaded_by", "created_at")
    list_filter = ("state",)
    list_select_related = ("restoration__film", "uploaded_by")
    ordering = ("-id",)
