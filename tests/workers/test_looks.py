"""Look files from upload to the graded picture and out again: real rows, leases, sandbox children and a store."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest_django import Settings

from restoration.color.cdl import Cdl, write_cdl
from restoration.color.look import read_look
from restoration.media import SandboxFailed, read_master_frame
from restoration.recipe import Recipe
from restoration.recipe.grade import GradeFormat
from review.audit.models import Event
from review.looks.models import GradeFile, Look
from review.looks.presentation import look_out
from review.looks.services import GradeOrder, add_look, request_grade
from review.restorations.models import Restoration
from review.restorations.services.recipes import save_recipe
from review.runs.models import MediaJob, Run, Version
from review.scans.models import Artefact, Scan
from review.scans.services.uploads import append_piece, begin_upload
from tests.people import People
from tests.workers.material import request_tiny_run, work_here
from workers.artefacts import store
from workers.looks.checking import look_extension

WARM = write_cdl(Cdl(slope=(1.2, 1.0, 0.8), saturation=0.9), "cc")
BROKEN = b"LUT_3D_SIZE 2\n0 0 0\n1 0\n"
EXPANDING = b'<!DOCTYPE a [<!ENTITY b "c">]><ColorCorrection id="&b;"></ColorCorrection>'
READING = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"


@pytest.fixture
def restoration(tiny_scan: Scan, tmp_path: Path, settings: Settings) -> Restoration:
    """The restoration that began with the tiny film."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return Restoration.objects.get()


def added(people: People, restoration: Restoration, content: bytes, name: str, tmp_path: Path) -> Look:
    """Upload a file as a look and have it checked."""
    file = tmp_path / name
    file.write_bytes(content)
    begun = begin_upload(actor=people.clara, film_id=restoration.film.public_id, filename=name, length=len(content))
    with file.open("rb") as body:
        append_piece(actor=people.clara, upload_id=begun.public_id, offset=0, body=body)
    look = add_look(actor=people.clara, restoration_id=restoration.public_id, upload_id=begun.public_id)
    work_here()
    look.refresh_from_db()
    assert list((tmp_path / "uploads").iterdir()) == []
    return look


def graded_recipe(people: People, restoration: Restoration, base: int, look: str | None, color: dict[str, int]) -> None:
    entry = {"stage": "color", "parameters": {"strength": 1000, **color}, "look": look}
    body = Recipe.model_validate({"format": 1, "stages": [entry]}).body()
    save_recipe(actor=people.clara, restoration_id=restoration.public_id, base_revision=base, body=body, summary="")


def rendered(people: People, restoration: Restoration) -> Version:
    run = request_tiny_run(people, restoration)
    work_here()
    run.refresh_from_db()
    assert (run.state, run.error_detail) == (Run.State.DONE, "")
    return Version.objects.latest("number")


def first_picture(version: Version, plane: str) -> Any:
    segment = version.segments.get(assembly_first=0)
    master = getattr(segment, plane)
    return read_master_frame(store().fetch(master.artefact_id, "mkv"), 0)


def test_a_look_is_uploaded_chosen_rendered_and_fetched_again(
    restoration: Restoration, people: People, tmp_path: Path
) -> None:
    look = added(people, restoration, WARM, "warm.xml", tmp_path)
    assert (look.state, look.error_detail) == (Look.State.READY, "")
    artefact = look.artefact
    assert artefact is not None
    assert artefact.extension == "cc"
    assert store().fetch(artefact.digest, "cc").read_bytes() == WARM
    assert list(artefact.films.all()) == [restoration.film]
    base = restoration.recipes.latest("number").number
    graded_recipe(people, restoration, base, artefact.digest, {"look": 1000})
    version = rendered(people, restoration)
    before, after = (first_picture(version, plane) for plane in ("restored", "graded"))
    top = np.float32(2**10 - 1)
    expected = read_look(WARM).apply(np.asarray(before, np.float32) / top) * top
    assert np.abs(after - expected).max() <= 1
    graded_recipe(people, restoration, base + 1, artefact.digest, {"look": 500})
    other = rendered(people, restoration)
    keys = {one.segments.get(assembly_first=0).graded_id for one in (version, other)}
    assert len(keys) == 2
    assert Event.objects.filter(kind="look.ready").count() == 1


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (BROKEN, ("look-unreadable", "film.cube, line 3: 3 finite numbers are expected here.")),
        (EXPANDING, ("look-unsafe", "film.cube declares a document type or entities")),
        (READING, ("look-format-unknown", "film.cube is neither .cube nor .clf nor an ASC CDL")),
        (bytes(range(256)) * 20, ("look-format-unknown", "film.cube is neither")),
    ],
)
def test_what_is_no_look_is_refused_in_words(
    restoration: Restoration, people: People, tmp_path: Path, content: bytes, told: tuple[str, str]
) -> None:
    known = Artefact.objects.count()
    look = added(people, restoration, content, "film.cube", tmp_path)
    shown = look_out(look)
    assert (shown["state"], shown["error"]["code"], shown["file"]) == ("refused", told[0], None)
    assert shown["error"]["detail"].startswith(told[1])
    assert Artefact.objects.count() == known
    assert Event.objects.filter(kind="look.refused").count() == 1
    assert MediaJob.objects.get(kind="look").attempt == 1


@pytest.mark.parametrize("said", ["html", "mkv", "../cube", "", None])
def test_a_child_cannot_say_what_kind_of_file_is_stored(said: str | None) -> None:
    assert look_extension({"format": "ccc", "title": ""}) == "ccc"
    with pytest.raises(SandboxFailed, match="no kind of look"):
        look_extension({"format": said, "title": ""})


def written(people: People, restoration: Restoration, format_: GradeFormat) -> GradeFile:
    """Ask for the grade at frame 5 until it is there."""
    order = GradeOrder(frame=5, format=format_)
    assert request_grade(actor=people.dita, restoration_id=restoration.public_id, order=order).file is None
    work_here()
    file = request_grade(actor=people.dita, restoration_id=restoration.public_id, order=order).file
    assert file is not None
    return file


def does_the_same(file: GradeFile, look: bytes, within: float) -> bool:
    """Whether a grade's file does to codes what the look does."""
    codes = np.random.default_rng(5).random((4, 4, 3), dtype=np.float32)
    content = store().fetch(file.artefact_id, file.artefact.extension).read_bytes()
    return bool(np.abs(read_look(content).apply(codes) - read_look(look).apply(codes)).max() <= within)


@pytest.mark.parametrize(("format_", "within"), [("cube", 4e-3), ("clf", 1e-5), ("ccc", 1e-5)])
def test_a_grade_leaves_as_a_file(
    restoration: Restoration, people: People, format_: GradeFormat, within: float
) -> None:
    base = restoration.recipes.latest("number").number
    graded_recipe(people, restoration, base, None, {"slope_red": 12000, "slope_blue": 8000, "saturation": 9000})
    file = written(people, restoration, format_)
    assert does_the_same(file, WARM, within)
    assert list(file.artefact.films.all()) == [restoration.film]
    assert GradeFile.objects.count() == 1


def test_a_grade_with_a_look_leaves_too(restoration: Restoration, people: People, tmp_path: Path) -> None:
    look = added(people, restoration, WARM, "warm.cc", tmp_path)
    base = restoration.recipes.latest("number").number
    graded_recipe(people, restoration, base, look.artefact_id, {"look": 1000})
    assert does_the_same(written(people, restoration, "clf"), WARM, 1e-5)
