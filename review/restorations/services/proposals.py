"""The recipe that a restoration begins with, proposed from what was measured on its scans."""

from collections.abc import Iterable

from restoration.recipe import Recipe, ScanFindings, propose_recipe
from review.scans.models import Scan
from review.scans.queries import newest_analyses, shots_of


def proposed_recipe(scans: Iterable[Scan]) -> Recipe:
    """Return the recipe proposed for a film of ``scans``: stages only where something was found for them to do."""
    return propose_recipe([_findings(scan) for scan in scans])


def _findings(scan: Scan) -> ScanFindings:
    revision, shots = shots_of(scan)
    return ScanFindings(
        scan=str(scan.public_id),
        shots=[shot["first"] for shot in shots],
        summaries={
            analysis.kind: analysis.summary
            for analysis in newest_analyses(scan)
            if analysis.shot_list.revision == revision
        },
        element=scan.element.kind,
        coding=scan.coding,
        has_infrared=bool(scan.infrared),
        width=scan.width or 0,
    )
