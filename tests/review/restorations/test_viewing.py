"""What the viewer asks beside manifests: sides, timeline and addresses."""

from typing import Any

from django.test import Client
from pytest_django import DjangoAssertNumQueries

from review.catalog.models import Film
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import side_name
from review.runs.models import Plane
from review.scans.models import Scan
from tests.factories.restorations import RestorationFactory, assemble
from tests.factories.scans import (
    ScanFactory,
    ScanFileFactory,
    ShotListFactory,
    ThumbnailSheetFactory,
)
from tests.people import People
from tests.review.restorations.versions import grid_parts, make_version


def _get(client: Client, restoration: Restoration, address: str, **query: str) -> Any:
    return client.get(f"/api/v1/restorations/{restoration.public_id}/{address}", query)


def test_sides_are_the_source_and_every_plane_newest_first(
    people: People, restoration: Restoration, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assembly = axis_of(restoration).assembly
    first = make_version(restoration, assembly, [(0, 48, False), (48, 72, True)])
    second = make_version(restoration, assembly, grid_parts(120), number=2, enhanced=True)
    client = people.client(people.dita)
    sides = _get(client, restoration, "sides").json()
    assert [(side["side"], side["number"], side["plane"], side["is_complete"], side["width"]) for side in sides] == [
        ("source", None, "source", True, 640),
        (side_name(second, Plane.ENHANCED), 2, "enhanced", True, 1280),
        (side_name(second, Plane.RESTORED), 2, "restored", True, 640),
        (side_name(first, Plane.RESTORED), 1, "restored", False, 640),
    ]
    with django_assert_num_queries(8):
        _get(client, restoration, "sides")


def test_the_timeline_follows_the_assembly(
    people: People, film: Film, scan: Scan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    second = ScanFactory.create(element=scan.element, reel=2, reel_name="R2")
    shots = [{"first": 0, "count": 50, "marks": []}, {"first": 50, "count": 70, "marks": ["freeze"]}]
    ShotListFactory.create(scan=scan, revision=1)
    ShotListFactory.create(scan=scan, revision=2, shots=shots)
    sheet = ThumbnailSheetFactory.create(scan=scan)
    restoration = RestorationFactory.create(film=film)
    assemble(restoration, [(scan, 30, 60), (scan, 60, 120), (None, 0, 10), (second, 0, 120)])
    client = people.client(people.dita)
    shown = _get(client, restoration, "timeline").json()
    assert shown["shots"] == [
        {"first": 0, "count": 20, "marks": [], "reel": 1},
        {"first": 20, "count": 10, "marks": ["freeze"], "reel": 1},
        {"first": 30, "count": 60, "marks": ["freeze"], "reel": 1},
        {"first": 100, "count": 120, "marks": [], "reel": 2},
    ]
    seen = {"element_kind": scan.element.kind, "coding": "display", "is_negative": False}
    assert shown["reels"] == [
        {"first": 0, "count": 90, "reel": 1, "name": "", **seen},
        {"first": 100, "count": 120, "reel": 2, "name": "R2", **seen},
    ]
    # Tiles stand for scan frames 0, 12, 24, 36 ...: the first shown is tile 3, frame 36, at assembly frame 6.
    assert [(item["first"], item["count"], item["skip"], item["step"]) for item in shown["thumbnails"]] == [
        (6, 2, 3, 12),
        (30, 5, 5, 12),
    ]
    assert shown["thumbnails"][0]["url"] == sheet.artefact.url_path
    with django_assert_num_queries(7):
        _get(client, restoration, "timeline")


def test_a_frame_has_every_address(people: People, film: Film, scan: Scan) -> None:
    sequence = ScanFactory.create(
        element=scan.element, reel=3, reel_name="R3", medium=Scan.Medium.SEQUENCE, first_file_number=267900
    )
    ScanFileFactory.create(scan=sequence, position=5, name="market_0267905.dpx")
    ScanFileFactory.create(scan=scan, position=0, name="reel1.mov")
    restoration = RestorationFactory.create(film=film)
    assemble(restoration, [(scan, 0, 100), (None, 0, 10), (sequence, 0, 120)])
    client = people.client(people.dita)
    assert _get(client, restoration, "frames/115").json() == {
        "assembly_frame": 115,
        "reel": 3,
        "reel_name": "R3",
        "scan_id": str(sequence.public_id),
        "scan_frame": 5,
        "file_name": "market_0267905.dpx",
        "file_number": 267905,
        "timecode": "00:00:00:05",
        "footage": "0+05",
    }
    assert _get(client, restoration, "frames/99").json()["file_name"] == "reel1.mov"
    slug = _get(client, restoration, "frames/105").json()
    assert (slug["assembly_frame"], slug["reel"], slug["timecode"]) == (105, None, None)
    outside = _get(client, restoration, "frames/230")
    assert (outside.status_code, outside.json()["code"]) == (404, "frame_outside")
    for text in ("DPX 0267905", "MARKET_0267905.dpx", "reel 3 0+05"):
        [found] = _get(client, restoration, "find-frame", q=text).json()
        assert (found["assembly_frame"], found["file_name"]) == (115, "market_0267905.dpx")
    assert _get(client, restoration, "find-frame", q="nowhere.dpx").json() == []
    both = _get(client, restoration, "find-frame", q="0+05").json()
    assert [(item["assembly_frame"], item["matched_by"]) for item in both] == [(5, "footage"), (115, "footage")]
