"""Manifests: right files at right frames for every assembly, in constant queries at feature length."""

import gzip
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from review.catalog.models import Film
from review.restorations.manifest import manifest
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.schemas import ManifestOut
from review.restorations.sides import SOURCE, parse_side, side_name
from review.runs.models import Plane
from review.scans.models import Scan
from tests.factories.catalog import CollectionFactory, FilmFactory
from tests.factories.restorations import RecipeRevisionFactory, RestorationFactory, assemble, restoration_of
from tests.factories.scans import ElementFactory, ScanFactory, digest_of, make_source_proxies
from tests.people import People
from tests.review.restorations.versions import grid_parts, make_version, master_digest

FEATURE = 150_000


def _shape(answer: dict[str, Any]) -> list[tuple[int, int, int, int, bool]]:
    return [
        (part["first"], part["count"], part["skip"], len(part["files"]), part["restored"])
        for part in answer["segments"]
    ]


def _manifest(restoration: Restoration, side: str = SOURCE) -> dict[str, Any]:
    return manifest(axis_of(restoration), parse_side(restoration, side))


def test_the_source_is_cut_on_the_grid(people: People, restoration: Restoration, scan: Scan) -> None:
    make_source_proxies(scan)
    answer = people.client(people.dita).get(f"/api/v1/restorations/{restoration.public_id}/manifest")
    assert answer.status_code == 200
    body = answer.json()
    assert _shape(body) == [(0, 48, 0, 2, True), (48, 48, 0, 2, True), (96, 24, 0, 2, True)]
    assert (body["side"], body["rate"], body["frame_count"]) == ("source", {"num": 24, "den": 1}, 120)
    assert (body["width"], body["height"], body["pixel_aspect"]) == (640, 480, {"num": 1, "den": 1})
    assert [rung["name"] for rung in body["rungs"]] == ["540p", "1080p"]
    digest = digest_of(f"{scan.public_id} 540p 48")
    assert next(file for file in body["segments"][1]["files"] if file["rung"] == "540p") == {
        "rung": "540p",
        "digest": digest,
        "url": f"/media/{digest}.mp4",
        "bytes": 50_000,
        "keyframes": [0, 12, 24, 36],
        "offsets": [1_200, 14_000, 26_000, 38_000],
    }
    assert (body["segments"][0]["is_rendered"], body["segments"][0]["digest"]) == (None, None)


def test_an_assembly_cuts_into_the_grid(film: Film, scan: Scan) -> None:
    restoration = RestorationFactory.create(film=film)
    other = ScanFactory.create(element=scan.element, reel=2)
    assemble(restoration, [(scan, 40, 60), (None, 0, 5), (other, 0, 50), (scan, 100, 120)])
    for each in (scan, other):
        make_source_proxies(each, ["540p"])
    assert _shape(_manifest(restoration)) == [
        (0, 8, 40, 1, True),
        (8, 12, 0, 1, True),
        (20, 5, 0, 0, False),
        (25, 48, 0, 1, True),
        (73, 2, 0, 1, True),
        (75, 20, 4, 1, True),
    ]


def test_a_version_shows_its_masters(restoration: Restoration) -> None:
    assembly = axis_of(restoration).assembly
    version = make_version(restoration, assembly, [(0, 48, True), (48, 12, True), (60, 60, True)], enhanced=True)
    answer = _manifest(restoration, side_name(version, Plane.RESTORED))
    assert _shape(answer) == [(0, 48, 0, 2, True), (48, 12, 0, 2, True), (60, 60, 0, 2, True)]
    assert [part["digest"] for part in answer["segments"]] == [master_digest(version, first) for first in (0, 48, 60)]
    assert [part["is_rendered"] for part in answer["segments"]] == [True, True, True]
    enhanced = _manifest(restoration, side_name(version, Plane.ENHANCED))
    assert (enhanced["width"], enhanced["height"]) == (1280, 960)
    assert enhanced["segments"][0]["digest"] == master_digest(version, 0, Plane.ENHANCED)


def test_what_was_not_restored_has_no_files(restoration: Restoration) -> None:
    assembly = axis_of(restoration).assembly
    version = make_version(restoration, assembly, [(0, 48, False), (48, 48, True), (96, 24, False)])
    answer = _manifest(restoration, side_name(version, Plane.RESTORED))
    assert _shape(answer) == [(0, 48, 0, 0, False), (48, 48, 0, 2, True), (96, 24, 0, 0, False)]
    assert answer["segments"][0]["digest"] is None


def test_a_version_without_the_plane_shows_nothing_there(restoration: Restoration) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, grid_parts(120))
    answer = _manifest(restoration, side_name(version, Plane.ENHANCED))
    assert _shape(answer) == [(0, 120, 0, 0, False)]


def test_a_restored_segment_whose_proxies_are_still_made_has_no_files_yet(restoration: Restoration) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, [(0, 120, True)], rungs=[])
    assert _shape(_manifest(restoration, side_name(version, Plane.RESTORED))) == [(0, 120, 0, 0, True)]


def test_a_version_follows_the_scan_to_a_newer_assembly(restoration: Restoration, scan: Scan) -> None:
    old = axis_of(restoration).assembly
    version = make_version(restoration, old, grid_parts(120))
    assemble(restoration, [(None, 0, 10), (scan, 60, 120), (scan, 0, 20)], revision=2)
    answer = _manifest(restoration, side_name(version, Plane.RESTORED))
    assert _shape(answer) == [
        (0, 10, 0, 0, False),
        (10, 36, 12, 2, True),
        (46, 24, 0, 2, True),
        (70, 20, 0, 2, True),
    ]
    assert [part["digest"] for part in answer["segments"]][1:] == [
        master_digest(version, first) for first in (48, 96, 0)
    ]


@pytest.mark.parametrize(
    "side",
    ["", "graded", "version:x:restored", f"version:{'0' * 32}:restored", f"version:{'0' * 32}:source", "version:"],
)
def test_an_unknown_side_is_404(people: People, restoration: Restoration, side: str) -> None:
    address = f"/api/v1/restorations/{restoration.public_id}/manifest"
    answer = people.client(people.arno).get(address, {"side": side})
    assert (answer.status_code, answer.json()["code"]) == (404, "side_unknown")


def test_a_version_of_another_restoration_is_no_side_here(people: People, restoration: Restoration) -> None:
    elsewhere = FilmFactory.create(collection=CollectionFactory.create(name="Another house"))
    theirs = restoration_of(ScanFactory.create(element=ElementFactory.create(film=elsewhere)))
    version = make_version(theirs, axis_of(theirs).assembly, grid_parts(120))
    address = f"/api/v1/restorations/{restoration.public_id}/manifest"
    answer = people.client(people.clara).get(address, {"side": side_name(version, Plane.RESTORED)})
    assert answer.status_code == 404


@pytest.fixture
def feature(film: Film) -> Restoration:
    """Seven reels, 150,000 frames, with proxies and one version."""
    element = ElementFactory.create(film=film)
    length = FEATURE // 6
    scans = [ScanFactory.create(element=element, reel=reel, frame_count=length) for reel in range(1, 7)]
    restoration: Restoration = RestorationFactory.create(film=film)
    assembly = assemble(restoration, [(scan, 0, length) for scan in scans])
    RecipeRevisionFactory.create(restoration=restoration)
    for scan in scans:
        make_source_proxies(scan)
    parts = [
        (reel * length + first, count, True) for reel in range(6) for first, count, _restored in grid_parts(length)
    ]
    make_version(restoration, assembly, parts)
    # So much at once, and statistics that PostgreSQL has of nearly empty tables make plans that take a minute.
    connection.cursor().execute("ANALYZE")
    return restoration


def test_a_feature_takes_few_queries(
    people: People, feature: Restoration, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = feature.versions.get()
    client = people.client(people.dita)
    address = f"/api/v1/restorations/{feature.public_id}/manifest"
    client.get(f"/api/v1/restorations/{feature.public_id}/sides")
    # Session, person, restoration, assembly, spans; then proxies, or version, segments and proxies; the larger rung.
    for side, queries in ((SOURCE, 7), (side_name(version, Plane.RESTORED), 9)):
        with django_assert_num_queries(queries):
            answer = client.get(address, {"side": side})
        body = answer.json()
        assert (body["frame_count"], len(body["segments"])) == (FEATURE, 6 * 521)
        assert all(len(part["files"]) == 2 for part in body["segments"])
        assert ManifestOut.model_validate(body).model_dump(mode="json") == body


def test_a_manifest_travels_compressed(people: People, restoration: Restoration, scan: Scan) -> None:
    make_source_proxies(scan)
    client, address = people.client(people.dita), f"/api/v1/restorations/{restoration.public_id}/manifest"
    plain, packed = client.get(address), client.get(address, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
