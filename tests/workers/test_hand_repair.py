"""Frames out to hand repair and back: painted pixels reach the next version, and nothing else moves."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import OpenImageIO
import pytest
from pytest_django import Settings

from restoration.media import read_master_frame
from restoration.recipe import Recipe
from restoration.timebase import FrameRange
from review.audit.models import Event
from review.hand_repairs.models import HandPatch, HandRepair
from review.hand_repairs.presentation import hand_repair_out
from review.hand_repairs.services import HandOrder, return_frames, send_frames, withdraw_hand_repair
from review.restorations.models import Restoration
from review.restorations.services.recipes import save_recipe
from review.runs.models import MediaJob, Run, Version, VersionSegment
from review.scans.models import Artefact, Scan
from review.scans.services.scans import Place, register_scan
from tests.factories.catalog import FilmFactory
from tests.factories.notes import NoteFactory
from tests.people import People
from tests.workers.material import request_tiny_run, work_here
from tests.workers.painting import Codes, opened, packed, paint, read, save, upload
from tests.workers.stack import Stack
from tests.workers.test_viewing import write_sequence
from workers.artefacts import store

BOX = np.s_[30:36, 8:20]
SPECK = np.s_[18:26, 28:36]
"""Around what the dust stage mends on frame 52."""
PAINT = 700
LEFT_QUARTER = {"x": 0, "y": 0, "width": 16384, "height": 65536}


@pytest.fixture
def restoration(tiny_version: Version, tmp_path: Path, settings: Settings) -> Restoration:
    """The tiny film (segments from 0, 48, 60 and 96) with a first version."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return tiny_version.restoration


def render(people: People, restoration: Restoration, **request: object) -> Run:
    run = request_tiny_run(people, restoration, **request)
    work_here()
    run.refresh_from_db()
    assert (run.state, run.error_detail) == (Run.State.DONE, "")
    return run


def sent(people: People, restoration: Restoration, **order: Any) -> HandRepair:
    order.setdefault("frames", FrameRange(46, 50))
    hand_repair = send_frames(actor=people.arno, restoration_id=restoration.public_id, order=HandOrder(**order))
    work_here()
    hand_repair.refresh_from_db()
    assert (hand_repair.state, hand_repair.error_detail) == ("sent", "")
    return hand_repair


def give_back(people: People, hand_repair: HandRepair, package: Path) -> HandRepair:
    upload_id = UUID(upload(people.arno, hand_repair, package))
    return_frames(actor=people.arno, hand_repair_id=hand_repair.public_id, upload_id=upload_id)
    work_here()
    hand_repair.refresh_from_db()
    return hand_repair


def painted(people: People, hand_repair: HandRepair, folder: Path, *numbers: int) -> HandRepair:
    """Return the hand repair with a box painted on these scan frames and given back as bare pictures."""
    frames = opened(hand_repair, folder) / "frames"
    for number in numbers:
        paint(frames / f"r1_{number:07}.dpx", BOX, PAINT)
    files = {f"r1_{number:07}.dpx": (frames / f"r1_{number:07}.dpx").read_bytes() for number in numbers}
    return give_back(people, hand_repair, packed(files, folder / "painted.zip"))


def segments(number: int) -> list[VersionSegment]:
    return list(Version.objects.get(number=number).segments.select_related("restored__artefact"))


def picture(number: int, frame: int) -> Codes:
    segment = next(one for one in segments(number) if 0 <= frame - one.scan_first < one.count)
    assert segment.restored is not None
    path: Path = store().fetch(segment.restored.artefact.digest, "mkv")
    return read_master_frame(path, frame - segment.scan_first)


def states(hand_repair: HandRepair) -> dict[int, tuple[str, list[str]]]:
    return {one["scan_frame"]: (one["state"], one["flags"]) for one in hand_repair_out(hand_repair)["patches"]}


def test_what_was_painted_is_in_the_next_version_and_nothing_else_moves(
    restoration: Restoration, people: People, tmp_path: Path
) -> None:
    hand_repair = sent(people, restoration, handles=2)
    folder = opened(hand_repair, tmp_path / "sent")
    assert sorted(path.name for path in (folder / "frames").iterdir()) == [f"r1_{n:07}.dpx" for n in range(44, 52)]
    assert np.array_equal(read(folder / "frames" / "r1_0000049.dpx"), picture(1, 49))
    painted(people, hand_repair, folder, 47, 49)
    assert (hand_repair.state, hand_repair.error_detail) == ("returned", "")
    assert states(hand_repair) == {47: ("waiting", []), 49: ("waiting", [])}
    run = render(people, restoration)
    touched = list(run.segments.filter(is_touched=True).order_by("position"))
    assert [job.position for job in touched] == [0, 1]
    assert touched[0].reasons == [{"code": "patches_changed", "stage": "hand_repair", "frames": [47]}]
    before, after = segments(1), segments(2)
    same = [one.restored_id == other.restored_id for one, other in zip(before, after, strict=True)]
    assert same == [False, False, True, True]
    assert [segment.leak.get("frames", 0) for segment in after] == [0, 0, 0, 0]
    for frame in (46, 47, 49, 50):
        expected = picture(1, frame)
        if frame in {47, 49}:
            expected[BOX] = PAINT
        assert np.array_equal(picture(2, frame), expected), frame
    assert states(hand_repair) == {47: ("laid", []), 49: ("laid", [])}


def test_a_withdrawn_patch_is_gone_from_the_next_version(
    restoration: Restoration, people: People, tmp_path: Path
) -> None:
    hand_repair = painted(people, sent(people, restoration), tmp_path / "sent", 49)
    render(people, restoration)
    withdraw_hand_repair(actor=people.clara, hand_repair_id=hand_repair.public_id)
    render(people, restoration)
    assert not np.array_equal(picture(2, 49), picture(1, 49))
    keys = [[segment.restored_id for segment in segments(number)] for number in (1, 3)]
    assert keys[0] == keys[1]


def test_a_patch_over_a_changed_picture_is_laid_and_listed(
    restoration: Restoration, people: People, tmp_path: Path
) -> None:
    hand_repair = sent(people, restoration, frames=FrameRange(50, 54))
    frames = opened(hand_repair, tmp_path / "sent") / "frames"
    files = {f"hand/r1_{number:07}.dpx": frames / f"r1_{number:07}.dpx" for number in (50, 52)}
    for path in files.values():
        paint(path, SPECK, PAINT)
    give_back(
        people, hand_repair, packed({name: path.read_bytes() for name, path in files.items()}, tmp_path / "1.zip")
    )
    body = Recipe.model_validate(restoration.recipes.get().body).body()
    dust = next(stage for stage in body["stages"] if stage["stage"] == "dust")
    dust["enabled"] = False
    save_recipe(actor=people.arno, restoration_id=restoration.public_id, base_revision=1, body=body, summary="")
    render(people, restoration)
    assert states(hand_repair) == {50: ("laid", []), 52: ("needs_look", ["patch_underneath_changed"])}
    for frame in (50, 52):
        assert np.all(picture(2, frame)[SPECK] == PAINT)


def test_a_notes_region_and_words_go_along(restoration: Restoration, people: People, tmp_path: Path) -> None:
    note = NoteFactory.create(
        restoration=restoration,
        scan=Scan.objects.get(),
        author=people.dita,
        first=50,
        end=52,
        region=LEFT_QUARTER,
        shapes=[{"kind": "text", "points": [{"x": 9, "y": 9}], "text": "at the gate", "steers": False}],
        text="=hair",
    )
    hand_repair = sent(people, restoration, frames=None, note=note.public_id, kind=HandRepair.Kind.TIFF)
    folder = opened(hand_repair, tmp_path / "sent")
    assert sorted(path.name for path in (folder / "frames").iterdir()) == ["r1_0000050.tif", "r1_0000051.tif"]
    assert sorted(path.name for path in (folder / "masks").iterdir()) == ["r1_0000050.png", "r1_0000051.png"]
    assert "'=hair / at the gate" in (folder / "notes.csv").read_text(encoding="utf-8-sig")


def test_the_same_frames_make_the_same_package_for_the_films_people(restoration: Restoration, people: People) -> None:
    first, second = sent(people, restoration), sent(people, restoration)
    assert first.package == second.package
    assert first.package is not None
    assert list(first.package.films.all()) == [restoration.film]


def refused(people: People, hand_repair: HandRepair, package: Path) -> HandRepair:
    """Give back something that is refused; nothing is left of it."""
    known = set(Artefact.objects.values_list("digest", flat=True))
    give_back(people, hand_repair, package)
    assert hand_repair.state == "sent"
    assert not HandPatch.objects.exists()
    assert set(Artefact.objects.values_list("digest", flat=True)) == known
    assert list((package.parent / "uploads").iterdir()) == []
    assert Event.objects.filter(kind="hand_repair.refused").count() == 1
    return hand_repair


def test_a_converted_return_is_refused_whole(restoration: Restoration, people: People, tmp_path: Path) -> None:
    hand_repair = sent(people, restoration)
    frames = opened(hand_repair, tmp_path / "sent") / "frames"
    paint(frames / "r1_0000047.dpx", BOX, PAINT)
    codes = read(frames / "r1_0000048.dpx").astype(np.uint32)
    save(frames / "r1_0000048.dpx", (64 + codes * 876 // 1023).astype(np.uint16))
    files = {path.name: path.read_bytes() for path in frames.iterdir()}
    refused(people, hand_repair, packed(files, tmp_path / "painted.zip"))
    assert hand_repair.error_code == "hand-range-changed"
    assert hand_repair.error_values["name"] == "r1_0000048.dpx"


def test_a_path_that_leads_out_is_refused(restoration: Restoration, people: People, tmp_path: Path) -> None:
    package = packed({"../r1_0000047.dpx": b"x"}, tmp_path / "painted.zip")
    hand_repair = refused(people, sent(people, restoration), package)
    assert hand_repair.error_code == "hand-package-leads-out"
    assert hand_repair.error_values == {"name": "painted.zip", "path": "../r1_0000047.dpx"}


def test_what_is_no_zip_is_refused(restoration: Restoration, people: People, tmp_path: Path) -> None:
    package = tmp_path / "painted.rar"
    package.write_bytes(b"Rar!" * 100)
    hand_repair = refused(people, sent(people, restoration), package)
    assert hand_repair.error_code == "hand-package-not-zip"
    assert MediaJob.objects.get(kind=MediaJob.Kind.HAND_RETURN).attempt == 1


def test_a_sequence_goes_out_under_its_own_names_with_its_headers(
    stack: Stack, people: People, tmp_path: Path, settings: Settings
) -> None:
    settings.UPLOAD_DIR = tmp_path / "uploads"
    name = f"log-{uuid4().hex[:8]}"
    write_sequence(stack.roots / name, count=12)
    film = FilmFactory.create(collection=people.collection)
    register_scan(actor=people.arno, film=film, root_id="archive", path=name, rate="24", place=Place())
    work_here()
    restoration = Restoration.objects.get()
    render(people, restoration)
    hand_repair = sent(people, restoration, frames=FrameRange(5, 7), handles=1)
    frames = opened(hand_repair, tmp_path / "sent") / "frames"
    assert sorted(path.name for path in frames.iterdir()) == [f"r1_{number:07}.dpx" for number in range(4, 8)]
    headers = OpenImageIO.ImageInput.open(str(frames / "r1_0000005.dpx")).spec()
    assert headers.getattribute("dpx:Transfer") == "Printing density"
    before = picture(1, 5)
    paint(frames / "r1_0000005.dpx", BOX, PAINT)
    files = {path.name: path.read_bytes() for path in frames.iterdir()}
    give_back(people, hand_repair, packed(files, tmp_path / "painted.zip"))
    assert (hand_repair.state, hand_repair.error_detail) == ("returned", "")
    render(people, restoration)
    before[BOX] = PAINT
    assert np.array_equal(picture(2, 5), before)
    assert states(hand_repair) == {5: ("laid", [])}
