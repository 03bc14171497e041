"""References: who may add and map them, what a viewer gets of them, and what they are not for."""

from typing import Any

import pytest
from django.test import Client

from review.audit.models import Event
from review.pictures.sources import pieces_in
from review.references.models import FoundMap, FrameMap, Reference
from review.restorations.axis import Piece
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import parse_side
from review.runs.models import MediaJob
from review.scans.models import Scan
from tests.factories.restorations import assemble
from tests.people import People

pytestmark = pytest.mark.django_db

MAP = [{"first": 0, "count": 40, "reference_first": 6}, {"first": 50, "count": 70, "reference_first": 60}]


def listed(client: Client, restoration: Restoration) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/restorations/{restoration.public_id}/references").json()
    return answer


def add(client: Client, restoration: Restoration, video: Scan, name: str = "PAL master") -> Any:
    body = {"scan_id": str(video.public_id), "name": name}
    path = f"/api/v1/restorations/{restoration.public_id}/references"
    return client.post(path, body, content_type="application/json")


def save(client: Client, restoration: Restoration, spans: list[dict[str, int]], base: int = 1) -> Any:
    [reference] = Reference.objects.filter(withdrawn_at=None)
    assembly = str(axis_of(restoration).assembly.public_id)
    body = {"base_revision": base, "assembly": assembly, "spans": spans}
    path = f"/api/v1/references/{reference.public_id}/frame-maps"
    return client.post(path, body, content_type="application/json")


def manifest(client: Client, restoration: Restoration, side: str) -> Any:
    return client.get(f"/api/v1/restorations/{restoration.public_id}/manifest", {"side": side})


def test_a_scan_that_is_not_in_the_assembly_becomes_a_reference(
    people: People, restoration: Restoration, video: Scan
) -> None:
    arno = people.client(people.arno)
    [candidate] = listed(arno, restoration)["candidates"]
    assert (candidate["scan_id"], candidate["element_kind"], candidate["frame_count"]) == (
        str(video.public_id),
        "video",
        130,
    )
    answer = add(arno, restoration, video)
    assert answer.status_code == 201
    reference = answer.json()
    assert (reference["name"], reference["rate"], reference["frame_count"]) == (
        "PAL master",
        {"num": 25, "den": 1},
        130,
    )
    assert reference["map"]["revision"] == 1
    assert reference["map"]["spans"] == [{"first": 0, "count": 120, "reference_first": 0}]
    assert reference["search"] == {"state": "pending", "frames_done": 0, "confidence": None, "found": None}
    job = MediaJob.objects.get()
    assert (job.kind, job.subject["reference"]) == ("align", reference["id"])
    assert listed(arno, restoration) == {"references": [reference], "candidates": []}
    event = Event.objects.get(kind="reference.added")
    assert (event.actor, event.payload["reference"], event.payload["name"]) == (
        people.arno,
        reference["id"],
        "PAL master",
    )
    assert add(arno, restoration, video).json()["code"] == "reference_unfit", "it is one already"
    shown = axis_of(restoration).scans[0]
    assert add(arno, restoration, shown).json()["code"] == "reference_unfit", "it is what is restored"


def test_the_viewer_gets_it_as_a_side_that_follows_its_map(
    people: People, restoration: Restoration, video: Scan
) -> None:
    arno, dita = people.client(people.arno), people.client(people.dita)
    first = add(arno, restoration, video).json()["side"]
    side = save(arno, restoration, MAP).json()["side"]
    sides = dita.get(f"/api/v1/restorations/{restoration.public_id}/sides").json()
    assert [one["side"] for one in sides] == ["source", side]
    assert {name: sides[1][name] for name in ("label_code", "name", "plane", "width", "height", "version_id")} == {
        "label_code": "reference",
        "name": "PAL master",
        "plane": "source",
        "width": 720,
        "height": 576,
        "version_id": None,
    }
    body = manifest(dita, restoration, side).json()
    assert (body["side"], body["rate"], body["media_rate"], body["frame_count"]) == (
        side,
        {"num": 24, "den": 1},
        {"num": 25, "den": 1},
        120,
    )
    assert (body["width"], body["height"], body["pixel_aspect"]) == (720, 576, {"num": 16, "den": 15})
    assert [(part["first"], part["count"], part["skip"], len(part["files"])) for part in body["segments"]] == [
        (0, 40, 6, 1),
        (40, 10, 0, 0),
        (50, 36, 12, 1),
        (86, 34, 0, 1),
    ]
    earlier = manifest(dita, restoration, first).json()
    assert earlier["segments"][0]["skip"] == 0, "a side shows for ever what it showed under its name"
    assert manifest(dita, restoration, "source").json()["media_rate"] == {"num": 24, "den": 1}


def test_a_map_without_stretches_still_has_its_rungs(people: People, restoration: Restoration, video: Scan) -> None:
    arno = people.client(people.arno)
    add(arno, restoration, video)
    side = save(arno, restoration, []).json()["side"]
    body = manifest(arno, restoration, side).json()
    assert [rung["name"] for rung in body["rungs"]] == ["540p"]
    assert [(part["first"], part["count"], part["files"]) for part in body["segments"]] == [(0, 120, [])]


def test_exact_pictures_are_of_the_frame_that_the_map_names(
    people: People, restoration: Restoration, video: Scan
) -> None:
    add(people.client(people.arno), restoration, video)
    name = save(people.client(people.arno), restoration, MAP).json()["side"]
    side = parse_side(restoration, name)

    def place(piece: Piece[Any]) -> tuple[int, int, str | None, int]:
        return piece.first, piece.count, str(piece.cell.payload.key) if piece.cell else None, piece.skip

    key = f"scan:{video.public_id}"
    pieces = pieces_in(axis_of(restoration), side, 38, 52)
    assert [place(piece) for piece in pieces] == [(38, 2, key, 44), (40, 10, None, 0), (50, 2, key, 60)]
    dita = people.client(people.dita)
    path = f"/api/v1/restorations/{restoration.public_id}/stills"
    body = {"side": name, "frame": 45, "deep": False}
    assert dita.post(path, body, content_type="application/json").json()["code"] == "nothing_there"
    assert dita.post(path, body | {"frame": 50}, content_type="application/json").status_code == 202
    assert MediaJob.objects.get(kind="still").subject["frame"] == 60


def test_a_map_follows_the_film_to_a_newer_assembly(people: People, restoration: Restoration, video: Scan) -> None:
    arno = people.client(people.arno)
    add(arno, restoration, video)
    side = save(arno, restoration, MAP).json()["side"]
    [scan] = axis_of(restoration).scans
    before = str(axis_of(restoration).assembly.public_id)
    assemble(restoration, [(None, 0, 10), (scan, 30, 60)], revision=2)
    assert [
        (part["first"], part["count"], part["skip"], len(part["files"]))
        for part in manifest(arno, restoration, side).json()["segments"]
    ] == [(0, 10, 0, 0), (10, 10, 36, 1), (20, 10, 0, 0), (30, 10, 12, 1)]
    [reference] = listed(arno, restoration)["references"]
    assert reference["map"]["spans"] == [
        {"first": 10, "count": 10, "reference_first": 36},
        {"first": 30, "count": 10, "reference_first": 60},
    ]
    stale = {"base_revision": 2, "assembly": before, "spans": MAP}
    path = f"/api/v1/references/{reference['id']}/frame-maps"
    assert arno.post(path, stale, content_type="application/json").status_code == 409


def test_a_map_is_saved_on_the_newest_and_must_be_one(people: People, restoration: Restoration, video: Scan) -> None:
    arno = people.client(people.arno)
    add(arno, restoration, video)
    assert save(arno, restoration, MAP).status_code == 201
    assert save(arno, restoration, MAP).status_code == 409
    refused = save(arno, restoration, [{"first": 0, "count": 120, "reference_first": 11}], base=2)
    assert (refused.status_code, refused.json()["code"]) == (422, "frame_map_invalid")
    assert refused.json()["errors"][0]["field"] == "spans.0.reference_first"
    assert FrameMap.objects.count() == 2
    event = Event.objects.get(kind="reference.mapped")
    assert (event.payload["revision"], event.payload["frames"]) == (2, 110)


def test_what_was_found_is_offered_on_the_assembly_it_was_found_on(
    people: People, restoration: Restoration, video: Scan
) -> None:
    arno = people.client(people.arno)
    add(arno, restoration, video)
    MediaJob.objects.update(state="done")
    axis = axis_of(restoration)
    spans = [{"first": 0, "count": 120, "reference_first": 4, "confidence": 870}]
    FoundMap.objects.create(reference=Reference.objects.get(), assembly=axis.assembly, spans=spans, confidence=870)
    [reference] = listed(arno, restoration)["references"]
    assert reference["search"] == {"state": "ready", "frames_done": 0, "confidence": 870, "found": spans}
    assemble(restoration, [(axis.scans[0], 0, 60)], revision=2)
    assert listed(arno, restoration)["references"][0]["search"]["state"] == "none"
    again = arno.post(f"/api/v1/references/{reference['id']}/searches")
    assert (again.status_code, again.json()["search"]["state"]) == (202, "pending")


def test_a_search_on_an_older_assembly_is_not_joined(people: People, restoration: Restoration, video: Scan) -> None:
    arno = people.client(people.arno)
    reference = add(arno, restoration, video).json()
    path = f"/api/v1/references/{reference['id']}/searches"
    arno.post(path)
    assert MediaJob.objects.count() == 1, "the one that runs looks at just this"
    MediaJob.objects.update(state="rendering", frames_done=7)
    assemble(restoration, [(axis_of(restoration).scans[0], 0, 60)], revision=2)
    assert listed(arno, restoration)["references"][0]["search"]["state"] == "none"
    again = arno.post(path).json()["search"]
    assert (again["state"], again["frames_done"]) == ("pending", 0)
    assembly = str(axis_of(restoration).assembly.public_id)
    assert [job.subject["assembly"] == assembly for job in MediaJob.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize(
    ("name", "expected"), [("arno", 201), ("clara", 201), ("ada", 201), ("dita", 403), ("eve", 404)]
)
def test_archivists_and_curators_add_references(
    people: People, restoration: Restoration, video: Scan, name: str, expected: int
) -> None:
    assert add(people.client(getattr(people, name)), restoration, video).status_code == expected


@pytest.mark.parametrize(
    ("name", "may", "sees"), [("clara", True, 200), ("dita", False, 200), ("eve", False, 404), (None, False, 401)]
)
def test_members_look_at_references_and_the_staff_map_them(
    people: People, restoration: Restoration, video: Scan, name: str | None, *, may: bool, sees: int
) -> None:
    reference = add(people.client(people.arno), restoration, video).json()
    client = people.client(getattr(people, name) if name else None)
    refusal = 403 if sees == 200 else sees
    path = f"/api/v1/restorations/{restoration.public_id}/references"
    assert client.get(path).status_code == sees
    assert manifest(client, restoration, reference["side"]).status_code == sees
    assert save(client, restoration, MAP).status_code == (201 if may else refusal)
    assert client.post(f"/api/v1/references/{reference['id']}/searches").status_code == (202 if may else refusal)
    assert client.delete(f"/api/v1/references/{reference['id']}").status_code == (204 if may else refusal)


def test_a_withdrawn_reference_is_no_side_any_more_and_may_come_again(
    people: People, restoration: Restoration, video: Scan
) -> None:
    arno = people.client(people.arno)
    reference = add(arno, restoration, video).json()
    assert arno.delete(f"/api/v1/references/{reference['id']}").status_code == 204
    assert manifest(arno, restoration, reference["side"]).json()["code"] == "side_unknown"
    assert listed(arno, restoration)["references"] == []
    assert arno.delete(f"/api/v1/references/{reference['id']}").status_code == 404
    assert add(arno, restoration, video).status_code == 201
    assert Event.objects.filter(kind="reference.withdrawn").count() == 1


@pytest.mark.parametrize(
    "side", ["reference:", "reference:no:1", "reference:{id}", "reference:{id}:2", "reference:{id}:x"]
)
def test_what_names_no_reference_is_no_side(people: People, restoration: Restoration, video: Scan, side: str) -> None:
    arno = people.client(people.arno)
    reference = add(arno, restoration, video).json()
    assert manifest(arno, restoration, side.format(id=reference["id"])).json()["code"] == "side_unknown"


def test_notes_and_coverage_are_about_the_restoration(people: People, restoration: Restoration, video: Scan) -> None:
    arno = people.client(people.arno)
    side = add(arno, restoration, video).json()["side"]
    base = f"/api/v1/restorations/{restoration.public_id}"
    note = {"side": side, "first": 0, "end": 1, "text": "greener here"}
    assert arno.post(f"{base}/notes", note, content_type="application/json").json()["code"] == "side_is_reference"
    assembly = str(axis_of(restoration).assembly.public_id)
    parts = [{"side": side, "kind": "at_speed", "ranges": [[0, 5]]}]
    watched = arno.post(f"{base}/watched", {"assembly": assembly, "parts": parts}, content_type="application/json")
    assert watched.json()["code"] == "side_is_reference"
    assert arno.get(f"{base}/coverage", {"side": side}).json()[0]["at_speed"]["frames"] == 0
