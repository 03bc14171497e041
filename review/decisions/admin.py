"""Decisions, to look at."""

from django.contrib import admin

from review.audit.admin import ReadOnlyAdmin
from review.decisions.models import Decision


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Decisions, newest first."""

    list_display = ("version", "aspect", "verdict", "plane", "decided_by", "created_at")
    list_filter = ("aspect", "verdict")
    list_select_related = ("version__restoration__film", "decided_by")
    ordering = ("-id",)
