"""Hand repairs, to look at."""

from django.contrib import admin

from review.audit.admin import ReadOnlyAdmin
from review.hand_repairs.models import HandRepair


@admin.register(HandRepair)
class HandRepairAdmin(ReadOnlyAdmin):
    """Hand repairs, newest first."""

    list_display = ("restoration", "scan", "first", "end", "kind", "state", "requested_by", "created_at")
    list_filter = ("state", "kind")
    list_select_related = ("restoration__film", "scan__element__film", "requested_by")
    ordering = ("-id",)
