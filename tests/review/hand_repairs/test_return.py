"""Painted frames given back, refused, taken in, laid, and withdrawn."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from review.audit.models import Event
from review.hand_repairs.models import HandPatch, HandRepair
from review.hand_repairs.queries import live_patches
from review.hand_repairs.services import PaintedFrame, fail_sending, finish_sending, refuse_return, take_in
from review.restorations.models import Restoration
from review.runs.models import Master, MediaJob, Version
from review.scans.services.uploads import append_piece, begin_upload
from tests.factories.hand_repairs import HandPatchFactory, HandRepairFactory
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.hand_repairs.conftest import listed, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload_id(people: People, hand_repair: HandRepair, tmp_path: Path, settings: Settings) -> str:
    """Arno's complete upload for the film."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    file = tmp_path / "painted.zip"
    file.write_bytes(b"PK")
    film = hand_repair.restoration.film
    upload = begin_upload(actor=people.arno, film_id=film.public_id, filename="painted.zip", length=2)
    with file.open("rb") as body:
        append_piece(actor=people.arno, upload_id=upload.public_id, offset=0, body=body)
    return str(upload.public_id)


def give_back(people: People, hand_repair: HandRepair, upload_id: str, name: str | None = "arno") -> Any:
    client = people.client(getattr(people, name) if name else None)
    return post(client, f"/hand-repairs/{hand_repair.public_id}/returns", upload_id=upload_id)


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_an_upload_is_taken_in_by_worker_media(people: People, hand_repair: HandRepair, upload_id: str) -> None:
    answer = give_back(people, hand_repair, upload_id)
    assert (answer.status_code, answer.json()["state"]) == (202, "receiving")
    job = MediaJob.objects.get()
    assert job.kind == "hand_return"
    assert job.subject == {"hand_repair": str(hand_repair.public_id), "path": f"{upload_id}/painted.zip"}
    assert kinds() == ["upload.received", "hand_repair.received"]


@pytest.mark.parametrize(("name", "status"), [("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_not(people: People, hand_repair: HandRepair, upload_id: str, name: str | None, status: int) -> None:
    patch = HandPatchFactory.create(hand_repair=hand_repair)
    client = people.client(getattr(people, name) if name else None)
    assert give_back(people, hand_repair, upload_id, name).status_code == status
    assert post(client, f"/hand-repairs/{hand_repair.public_id}/withdraw").status_code == status
    assert post(client, f"/hand-patches/{patch.public_id}/withdraw").status_code == status
    hand_repair.refresh_from_db()
    assert (hand_repair.state, live_patches(hand_repair.restoration), kinds()) == ("sent", [patch], [])


def test_somebody_elses_upload_is_not_there(people: People, hand_repair: HandRepair, upload_id: str) -> None:
    assert give_back(people, hand_repair, upload_id, "clara").status_code == 404
    hand_repair.refresh_from_db()
    assert hand_repair.state == "sent"


@pytest.mark.parametrize("state", ["preparing", "receiving", "failed", "withdrawn"])
def test_only_what_was_sent_can_come_back(
    people: People, hand_repair: HandRepair, upload_id: str, state: HandRepair.State
) -> None:
    HandRepair.objects.update(state=state)
    answer = give_back(people, hand_repair, upload_id)
    assert (answer.status_code, answer.json()["code"]) == (409, "hand_repair_state")
    assert not MediaJob.objects.exists()


def test_a_package_is_offered_to_the_films_people(people: People, hand_repair: HandRepair) -> None:
    fresh = HandRepairFactory.create(restoration=hand_repair.restoration, requested_by=people.arno, preparing=True)
    package = ArtefactFactory.create(extension="zip", size=77)
    finish_sending(hand_repair=fresh, package=package)
    shown = listed(people.client(people.dita), fresh.restoration).json()[0]
    assert (shown["state"], shown["package"]) == ("sent", {"url": package.url_path, "bytes": 77})
    assert kinds() == ["hand_repair.sent"]


def test_what_a_worker_finishes_after_a_withdrawal_changes_nothing(people: People, hand_repair: HandRepair) -> None:
    assert post(people.client(people.arno), f"/hand-repairs/{hand_repair.public_id}/withdraw").status_code == 200
    painted = [PaintedFrame(frame=11, pixels=4, artefact=ArtefactFactory.create(extension="npz"))]
    take_in(hand_repair=hand_repair, painted=painted)
    refuse_return(hand_repair=hand_repair, code="x", detail="", values={})
    finish_sending(hand_repair=hand_repair, package=ArtefactFactory.create())
    fail_sending(hand_repair=hand_repair, code="x", detail="", values={})
    hand_repair.refresh_from_db()
    assert (hand_repair.state, hand_repair.error_code) == ("withdrawn", "")
    assert not HandPatch.objects.exists()
    assert kinds() == ["hand_repair.withdrawn"]
    assert post(people.client(people.arno), f"/hand-repairs/{hand_repair.public_id}/withdraw").status_code == 409


def test_a_refusal_is_told_in_the_readers_language_and_the_frames_may_come_again(
    people: People, hand_repair: HandRepair
) -> None:
    HandRepair.objects.update(state=HandRepair.State.RECEIVING)
    values = {"name": "r1_0011.dpx", "found": 8, "sent": 10}
    refuse_return(hand_repair=hand_repair, code="hand-depth-lowered", detail="as the worker said", values=values)
    people.dita.locale = "zh-hans"
    people.dita.save()
    shown = listed(people.client(people.dita), hand_repair.restoration).json()[0]
    assert (shown["state"], shown["error"]["code"]) == ("sent", "hand-depth-lowered")
    assert "r1_0011.dpx" in shown["error"]["detail"]
    assert "8" in shown["error"]["detail"]
    assert "深" in shown["error"]["detail"] or "位" in shown["error"]["detail"]
    assert Event.objects.get().payload["error"]["code"] == "hand-depth-lowered"


def test_a_frame_that_comes_back_again_counts_as_it_is_now(people: People, hand_repair: HandRepair) -> None:
    files = [ArtefactFactory.create(extension="npz") for _ in range(3)]
    for painted in ([(11, files[0]), (12, files[1])], [(11, files[2])]):
        HandRepair.objects.update(state=HandRepair.State.RECEIVING)
        frames = [PaintedFrame(frame=frame, pixels=4, artefact=file) for frame, file in painted]
        take_in(hand_repair=hand_repair, painted=frames)
    live = live_patches(hand_repair.restoration)
    assert [(patch.frame, patch.artefact) for patch in live] == [(12, files[1]), (11, files[2])]
    hand_repair.refresh_from_db()
    assert hand_repair.state == "returned"
    assert hand_repair.returned_at is not None


def test_one_frame_can_be_withdrawn(people: People, hand_repair: HandRepair) -> None:
    first = HandPatchFactory.create(hand_repair=hand_repair, frame=10)
    kept = HandPatchFactory.create(hand_repair=hand_repair, frame=11)
    for _ in range(2):
        answer = post(people.client(people.clara), f"/hand-patches/{first.public_id}/withdraw")
        states = {patch["scan_frame"]: patch["state"] for patch in answer.json()["patches"]}
        assert states == {10: "withdrawn", 11: "waiting"}
    assert live_patches(hand_repair.restoration) == [kept]
    assert kinds() == ["hand_repair.patch_withdrawn"]


def lay(version: Version, patches: list[HandPatch], flags: dict[str, list[int]]) -> None:
    """Make the version's first master one that was rendered with ``patches``."""
    stage = {
        "stage": "hand_repair",
        "patches": [{"frame": patch.frame, "digest": patch.artefact_id} for patch in patches],
    }
    segment = version.segments.get(position=0)
    Master.objects.filter(pk=segment.restored_id).update(
        provenance={"request": {"chain": {"stages": [{"stage": "dust"}, stage]}}},
        report={"stages": {"hand_repair": {"frames": 3, "flags": flags}}},
    )


def test_what_the_newest_version_laid_and_what_needs_a_look(
    people: People, hand_repair: HandRepair, version: Version
) -> None:
    laid, changed, waiting = (HandPatchFactory.create(hand_repair=hand_repair, frame=frame) for frame in (10, 11, 12))
    lay(version, [laid, changed], {"patch_underneath_changed": [11]})
    patches = listed(people.client(people.dita), hand_repair.restoration).json()[0]["patches"]
    assert [(patch["frame"], patch["state"], patch["flags"]) for patch in patches] == [
        (10, "laid", []),
        (11, "needs_look", ["patch_underneath_changed"]),
        (12, "waiting", []),
    ]
    assert patches[0]["id"] == str(laid.public_id)
    assert waiting in live_patches(hand_repair.restoration)


def test_the_list_takes_the_same_number_of_queries_for_any_length(
    people: People,
    restoration: Restoration,
    hand_repair: HandRepair,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = people.client(people.dita)
    for count in (1, 5):
        for _ in range(count):
            more = HandRepairFactory.create(restoration=restoration, requested_by=people.arno)
            HandPatchFactory.create(hand_repair=more)
        with django_assert_max_num_queries(11):
            assert len(listed(client, restoration).json()) > count
