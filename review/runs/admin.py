"""Runs and versions, to look at."""

from django.contrib import admin

from review.audit.admin import ReadOnlyAdmin
from review.runs.models import MediaJob, Run, Version


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    """Runs, newest first."""

    list_display = ("restoration", "state", "backend", "requested_by", "created_at", "error_code")
    list_filter = ("state", "backend")
    list_select_related = ("restoration__film", "requested_by")
    ordering = ("-id",)


@admin.register(Version)
class VersionAdmin(ReadOnlyAdmin):
    """Versions, newest first."""

    list_display = ("restoration", "number", "is_complete", "is_contained", "created_at")
    list_select_related = ("restoration__film",)
    ordering = ("-id",)


@admin.register(MediaJob)
class MediaJobAdmin(ReadOnlyAdmin):
    """What worker-media has to do, newest first."""

    list_display = ("kind", "subject_key", "state", "attempt", "worker", "error_code")
    list_filter = ("kind", "state")
    ordering = ("-id",)
