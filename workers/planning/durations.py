"""What segments that were rendered on this installation took, for estimates."""

from pydantic import ValidationError

from restoration.engine import BackendId, SegmentRequest, Timing
from restoration.errors import RestorationError
from review.runs.models import Master

LATEST = 200
"""Masters that are looked at: older ones may be of slower machines."""


def measured_timings(backend: BackendId) -> list[Timing]:
    """Return the timings of the latest segments that a back end rendered here, each once."""
    masters = Master.objects.filter(backend=backend).order_by("-created_at", "key")[:LATEST]
    found: dict[tuple[str, int], Timing] = {}
    for master in masters:
        rendered = (master.provenance.get("run", master.key), master.provenance.get("segment", 0))
        if rendered in found:
            continue
        try:
            timing = Timing.of(SegmentRequest.model_validate(master.provenance["request"]), master.report)
        except (KeyError, ValidationError, RestorationError):
            # Of an older edition: what it says cannot be read, and a plan does not depend on it.
            continue
        if timing is not None:
            found[rendered] = timing
    return list(found.values())
