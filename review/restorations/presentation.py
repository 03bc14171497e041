"""Rows as the API shows them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from review.accounts.policies import Actor, actions_on
from review.catalog.models import Film
from review.references.models import FrameMap
from review.references.queries import newest_maps
from review.restorations import queries
from review.restorations.addresses import Address
from review.restorations.models import RecipeRevision, Restoration
from review.restorations.queries import Axis
from review.restorations.sides import SOURCE, reference_side_name, side_name
from review.runs.models import Master, Plane, Version, VersionSegment
from review.scans import presentation as scan_presentation
from review.scans import queries as scan_queries


def material(film: Film) -> dict[str, Any]:
    """Return ``Material``: five queries, whatever the number of reels."""
    elements = scan_queries.elements_with_scans(film)
    ingests = scan_queries.live_ingests(scan for element in elements for scan in element.scans.all())
    newest = queries.newest_by_restoration(film)
    return {
        "elements": [scan_presentation.element_out(element, ingests) for element in elements],
        "restorations": [_row(row, *newest[row.pk]) for row in queries.restorations_of(film) if row.pk in newest],
    }


def _row(restoration: Restoration, assembly: Any, version: Version | None) -> dict[str, Any]:
    return {
        "id": restoration.public_id,
        "name": restoration.name,
        "intent": restoration.intent,
        "rate": {"num": assembly.rate_num, "den": assembly.rate_den},
        "frame_count": assembly.frame_count,
        "latest_version": latest_version(version),
    }


def latest_version(version: Version | None) -> dict[str, Any] | None:
    if version is None:
        return None
    return {"id": version.public_id, "number": version.number, "is_complete": version.is_complete}


def restoration_out(actor: Actor, restoration: Restoration) -> dict[str, Any]:
    """Return ``restoration`` as a ``RestorationOut``."""
    axis = queries.axis_of(restoration)
    film = restoration.film
    return {
        "id": restoration.public_id,
        "film": {
            "id": film.public_id,
            "names": {"zh_hant": film.title_zh_hant, "zh_hans": film.title_zh_hans, "en": film.title_en},
            "year": film.year,
        },
        "name": restoration.name,
        "intent": restoration.intent,
        "edition_id": restoration.edition.public_id if restoration.edition else None,
        "version": restoration.version,
        "assembly": assembly_out(axis),
        "recipe": {"number": queries.recipe_of(restoration, None).number},
        "latest_version": latest_version(restoration.versions.order_by("-number").first()),
        "actions": sorted(actions_on(actor, film)),
    }


def assembly_out(axis: Axis) -> dict[str, Any]:
    """Return the newest assembly as an ``AssemblyOut``."""
    return {
        "id": axis.assembly.public_id,
        "revision": axis.assembly.revision,
        "rate": {"num": axis.assembly.rate_num, "den": axis.assembly.rate_den},
        "frame_count": axis.assembly.frame_count,
        "spans": [
            {
                "position": span.position,
                "scan": span.scan.public_id if span.scan else None,
                "reel": span.scan.reel if span.scan else None,
                "scan_first": span.scan_first,
                "count": span.count,
                "assembly_first": span.assembly_first,
            }
            for span in axis.spans
        ],
    }


def recipe_out(recipe: RecipeRevision) -> dict[str, Any]:
    return {
        "number": recipe.number,
        "body": recipe.body,
        "digest": recipe.digest,
        "summary": recipe.summary,
        "created_at": recipe.created_at,
        "created_by": {"id": recipe.created_by.public_id, "name": recipe.created_by.display_name},
    }


def sides_out(restoration: Restoration, axis: Axis) -> list[dict[str, Any]]:
    """Return the source, each version's planes, newest version first, then the references. Three queries."""
    scan = axis.scans[0]
    source = {
        "side": SOURCE,
        "label_code": Plane.SOURCE,
        "name": "",
        "number": None,
        "plane": Plane.SOURCE,
        "version_id": None,
        "reference_id": None,
        "is_complete": True,
        "width": scan.width,
        "height": scan.height,
    }
    return [source, *_version_sides(restoration), *map(_reference_side, newest_maps(restoration))]


def _reference_side(frame_map: FrameMap) -> dict[str, Any]:
    reference = frame_map.reference
    return {
        "side": reference_side_name(frame_map),
        "label_code": "reference",
        "name": reference.name,
        "number": None,
        "plane": Plane.SOURCE,
        "version_id": None,
        "reference_id": reference.public_id,
        "is_complete": True,
        "width": reference.scan.width,
        "height": reference.scan.height,
    }


def _version_sides(restoration: Restoration) -> Iterable[dict[str, Any]]:
    segments = VersionSegment.objects.filter(version=OuterRef("pk")).order_by("position")
    versions = restoration.versions.order_by("-number").annotate(
        restored_key=Subquery(segments.exclude(restored=None).values("restored_id")[:1]),
        enhanced_key=Subquery(segments.exclude(enhanced=None).values("enhanced_id")[:1]),
        graded_key=Subquery(segments.exclude(graded=None).values("graded_id")[:1]),
    )
    rows = [
        (version, plane, key)
        for version in versions
        for plane, key in (
            (Plane.GRADED, version.graded_key),
            (Plane.ENHANCED, version.enhanced_key),
            (Plane.RESTORED, version.restored_key),
        )
        if key is not None
    ]
    masters = Master.objects.in_bulk({key for _version, _plane, key in rows})
    for version, plane, key in rows:
        yield {
            "side": side_name(version, plane),
            "label_code": plane,
            "name": "",
            "number": version.number,
            "plane": plane,
            "version_id": version.public_id,
            "reference_id": None,
            "is_complete": version.is_complete,
            "width": masters[key].width,
            "height": masters[key].height,
        }


def address_out(address: Address, names: dict[tuple[UUID, int], str]) -> dict[str, Any]:
    """Return ``address`` as a ``FrameAddress``; ``names`` are those of ``queries.file_names``."""
    reel = address.reel
    return {
        "assembly_frame": address.assembly_frame,
        "reel": reel.number if reel else None,
        "reel_name": reel.name if reel else None,
        "scan_id": reel.scan if reel else None,
        "scan_frame": address.scan_frame,
        "file_name": names.get((reel.scan, address.scan_frame)) if reel and address.scan_frame is not None else None,
        "file_number": address.file_number,
        "timecode": address.timecode,
        "footage": address.footage,
    }
