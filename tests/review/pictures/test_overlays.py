"""Overlays: masks of one frame, asked for once; what only versions have, and what only equal sizes have."""

from typing import Any

import pytest
from django.test import Client

from restoration.stages import text_layer
from review.pictures.models import OverlayMask
from review.pictures.services.overlays import TEXT_ANALYSIS
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import side_name
from review.runs.models import Master, MediaJob, Plane, Version
from review.scans.models import Analysis, Scan
from tests.factories.scans import AnalysisFactory, ArtefactFactory, ShotListFactory
from tests.people import People
from tests.review.pictures.conftest import ask
from tests.review.restorations.versions import grid_parts, make_version, master_digest


@pytest.fixture
def version(restoration: Restoration) -> Version:
    return make_version(restoration, axis_of(restoration).assembly, grid_parts(120), enhanced=True)


def overlay(client: Client, restoration: Restoration, shows: str, side: str, **more: Any) -> Any:
    return ask(client, restoration, "overlays", shows=shows, side=side, frame=50, **more)


@pytest.mark.parametrize("shows", ["defects", "protected", "patches", "text"])
def test_what_a_render_recorded_is_read_from_its_master(
    people: People, restoration: Restoration, version: Version, shows: str
) -> None:
    client = people.client(people.dita)
    side = side_name(version, Plane.RESTORED)
    for _again in range(2):
        answer = overlay(client, restoration, shows, side)
        assert (answer.status_code, answer.json()) == (202, {"state": "pending"})
    place = {"source_key": f"master:{master_digest(version, 48)}", "frame": 2}
    told = {"shows": shows, "render": version.segments.get(position=1).restored_id}
    assert MediaJob.objects.get().subject == {"place": place, "other": None, "threshold": 0, "measured": "", **told}
    artefact = ArtefactFactory.create(extension="webp", films=[restoration.film])
    OverlayMask.objects.create(**place, **told, width=640, height=480, pixels=12, artefact=artefact)
    answer = overlay(client, restoration, shows, side)
    assert (answer.status_code, answer.json()) == (
        200,
        {"state": "ready", "url": artefact.url_path, "width": 640, "height": 480, "pixels": 12},
    )


def test_changed_pixels_name_both_pictures_and_the_threshold(
    people: People, restoration: Restoration, version: Version, scan: Scan
) -> None:
    side = side_name(version, Plane.RESTORED)
    overlay(people.client(people.dita), restoration, "changed", side, other="source", threshold=4)
    assert MediaJob.objects.get().subject == {
        "shows": "changed",
        "place": {"source_key": f"master:{master_digest(version, 48)}", "frame": 2},
        "other": {"source_key": f"scan:{scan.public_id}", "frame": 50},
        "threshold": 4,
        "render": "",
        "measured": "",
    }


@pytest.mark.parametrize("side", ["source", "version"])
def test_letters_are_those_of_the_newest_measurement(
    people: People, restoration: Restoration, version: Version, scan: Scan, side: str
) -> None:
    client = people.client(people.dita)
    name = "source" if side == "source" else side_name(version, Plane.RESTORED)
    for revision in (0, 1, 2):
        if revision:
            shots = ShotListFactory.create(scan=scan, revision=revision)
            AnalysisFactory.create(scan=scan, shot_list=shots, kind=TEXT_ANALYSIS)
        assert overlay(client, restoration, "text", name).status_code == 202
        subject = MediaJob.objects.latest("pk").subject
        newest = Analysis.objects.order_by("-shot_list__revision").first()
        assert subject["measured"] == (newest.artefact_id if newest else "")
        artefact = ArtefactFactory.create(extension="webp", films=[restoration.film])
        made = {**subject["place"], "shows": "text", "artefact": artefact}
        made |= {"render": subject["render"], "measured": subject["measured"]}
        OverlayMask.objects.create(**made, width=640, height=480, pixels=revision)
        assert overlay(client, restoration, "text", name).json()["pixels"] == revision
    assert MediaJob.objects.count() == 3


def test_the_film_library_calls_the_measurement_the_same() -> None:
    assert text_layer.ANALYSIS == TEXT_ANALYSIS


def test_changed_pixels_need_pictures_of_one_size(people: People, restoration: Restoration, version: Version) -> None:
    side = side_name(version, Plane.ENHANCED)
    answer = overlay(people.client(people.dita), restoration, "changed", side, other="source")
    assert (answer.status_code, answer.json()["code"]) == (422, "sizes_differ")


@pytest.mark.parametrize("shows", ["defects", "protected", "patches", "invention"])
def test_a_scan_has_no_repairs(people: People, restoration: Restoration, shows: str) -> None:
    answer = overlay(people.client(people.dita), restoration, shows, "source")
    assert (answer.status_code, answer.json()["code"]) == (422, "overlay_without_version")
    assert not MediaJob.objects.exists()


@pytest.mark.parametrize(("name", "status"), [("clara", 202), ("dita", 202), ("eve", 404), (None, 401)])
def test_who_may_ask_for_overlays(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert overlay(client, restoration, "text", "source").status_code == status
    assert MediaJob.objects.exists() == (status == 202)


def test_invention_is_asked_of_renders_that_kept_it(people: People, restoration: Restoration, version: Version) -> None:
    client, side = people.client(people.dita), side_name(version, Plane.ENHANCED)
    segment = version.segments.get(position=1)
    answer = overlay(client, restoration, "invention", side)
    assert (answer.status_code, answer.json()["code"]) == (422, "invention_unknown")
    kept = {"invention": {"digest": "0" * 64, "extension": "npz", "first": 48, "level": 0, "levels": [], "worst": []}}
    Master.objects.filter(pk__in=[segment.restored_id, segment.enhanced_id]).update(report=kept)
    answer = overlay(client, restoration, "invention", side_name(version, Plane.RESTORED))
    assert answer.json()["code"] == "invention_unknown"
    assert not MediaJob.objects.exists()
    assert overlay(client, restoration, "invention", side).status_code == 202
    assert MediaJob.objects.get().subject == {
        "shows": "invention",
        "place": {"source_key": f"master:{master_digest(version, 48, Plane.ENHANCED)}", "frame": 2},
        "other": None,
        "threshold": 0,
        "render": segment.enhanced_id,
        "measured": "",
    }


@pytest.mark.parametrize(("name", "status"), [("clara", 202), ("dita", 202), ("eve", 404), (None, 401)])
def test_who_may_see_what_was_invented(
    people: People, restoration: Restoration, version: Version, name: str | None, status: int
) -> None:
    Master.objects.filter(plane=Plane.ENHANCED).update(report={"invention": {}})
    client = people.client(getattr(people, name) if name else None)
    assert overlay(client, restoration, "invention", side_name(version, Plane.ENHANCED)).status_code == status
    assert MediaJob.objects.exists() == (status == 202)
