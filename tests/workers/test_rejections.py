"""AI-added detail that a person rejects: the proposal says what goes, and the version is without it there."""

import numpy as np
import pytest
from django.utils import timezone
from numpy.typing import NDArray

from restoration.engine import looked_at, read_rejection
from restoration.media import read_master_frame
from restoration.models.registry import has_model
from restoration.recipe import Recipe
from restoration.timebase import FrameRange
from review.notes.models import Note
from review.restorations.models import Restoration
from review.restorations.services.recipes import save_recipe
from review.runs.models import Run, Version, VersionSegment
from review.runs.services import RunRequest, request_run, start_run
from review.scans.models import Artefact, Scan
from tests.factories.notes import NoteFactory
from tests.people import People
from tests.workers.material import (
    HEIGHT,
    WIDTH,
    read_tiny_film,
    render_tiny_film,
    request_tiny_run,
    work_here,
)
from tests.workers.stack import Stack
from workers.artefacts import store

pytestmark = pytest.mark.skipif(not has_model("span"), reason="the weights of SPAN are not installed")

FRAMES, FIRST, END = 30, 8, 12
LEFT_HALF = {"x": 0, "y": 0, "width": 32768, "height": 65536}
Picture = NDArray[np.uint16]
Mask = NDArray[np.bool_]


def enlarge(people: People, restoration: Restoration, *, tier: int) -> None:
    """Save a recipe that only enlarges."""
    body = Recipe.default().body()
    for stage in body["stages"]:
        stage["enabled"] = stage["stage"] == "upscale"
        if stage["enabled"]:
            stage["parameters"] |= {"scale": 2, "tier": tier, "fidelity": 500}
    newest = restoration.recipes.latest("number").number
    save_recipe(
        actor=people.arno, restoration_id=restoration.public_id, base_revision=newest, body=body, summary=f"tier {tier}"
    )


@pytest.fixture
def restoration(stack: Stack, people: People) -> Restoration:
    """The beginning of the tiny film with a version that the perceptual tier drew."""

    def drawn() -> Restoration:
        scan = read_tiny_film(people, stack.roots, frames=FRAMES)
        restoration = Restoration.objects.get(film=scan.element.film)
        enlarge(people, restoration, tier=2)
        render_tiny_film(people, restoration)
        return restoration

    return stack.states.begin("beginning of the tiny film, drawn", drawn)


def rejecting(restoration: Restoration, people: People, what: str = "invented_detail") -> Note:
    note: Note = NoteFactory.create(
        restoration=restoration,
        version=restoration.versions.latest("number"),
        plane="enhanced",
        scan=Scan.objects.get(),
        author=people.dita,
        triaged=True,
        triaged_by=people.arno,
        first=FIRST,
        end=END,
        region=LEFT_HALF,
        treatment={"kind": "reject", "what": what, "times": 1},
    )
    return note


def proposed(restoration: Restoration, people: People) -> Run:
    run = request_run(actor=people.arno, restoration=restoration, request=RunRequest())
    work_here()
    run.refresh_from_db()
    return run


def rendered(run: Run, people: People) -> Version:
    start_run(actor=people.arno, run=run)
    work_here()
    run.refresh_from_db()
    assert run.version is not None, run.error_detail
    return run.version


def picture(version: Version, frame: int) -> Picture:
    [segment] = VersionSegment.objects.filter(version=version).select_related("enhanced__artefact")
    assert segment.enhanced is not None
    return read_master_frame(store().fetch(segment.enhanced.artefact.digest, "mkv"), frame)


def undrawn(restoration: Restoration, people: People, frame: int) -> Picture:
    """The frame as the classical tier enlarges it, by a run of its own."""
    enlarge(people, restoration, tier=0)
    run = request_tiny_run(people, restoration, base=restoration.versions.earliest("number").public_id)
    work_here()
    run.refresh_from_db()
    assert run.version is not None
    return picture(run.version, frame)


def distance(one: Picture, other: Picture, where: Mask) -> float:
    return float(np.abs(one.astype(np.int64) - other)[where].mean())


def enlarged_mask(
    mask: Mask,
) -> Mask:
    return mask.repeat(2, axis=0).repeat(2, axis=1)


def test_a_rejection_is_told_before_it_runs_and_changes_its_place_alone(
    restoration: Restoration, people: People
) -> None:
    first = Version.objects.get()
    note = rejecting(restoration, people)
    run = proposed(restoration, people)
    assert run.state == Run.State.PROPOSED
    [change] = run.changes
    assert (change["code"], change["stage"], change["parameter"]) == ("rejected", "upscale", "fidelity")
    assert (change["note_id"], change["before"], change["after"]) == (str(note.public_id), 500, 750)
    assert (change["scope"]["first"], change["scope"]["end"]) == (FIRST, END)
    assert 50 <= change["percent"] < 100
    [treatment] = run.treatments
    kept = Artefact.objects.get(digest=treatment["mask"])
    mask = read_rejection(store().fetch(kept.digest, kept.extension).read_bytes())
    assert mask.shape == (HEIGHT, WIDTH)
    assert mask[:, : WIDTH // 2].any()
    assert not mask[:, WIDTH // 2 :].any()

    second = rendered(run, people)
    segment = VersionSegment.objects.get(version=second)
    assert segment.leak == {"frames": 0, "max_code": 0}
    before, after = picture(first, FIRST), picture(second, FIRST)
    half = np.zeros((HEIGHT, WIDTH), bool)
    half[:, : WIDTH // 2] = True
    assert np.array_equal(before[~enlarged_mask(half)], after[~enlarged_mask(half)])
    for frame in (FIRST - 1, END):
        assert np.array_equal(picture(first, frame), picture(second, frame))
    plain, place = undrawn(restoration, people, FIRST), enlarged_mask(mask)
    assert distance(before, plain, place) > 0.5
    assert distance(after, plain, place) < 0.6 * distance(before, plain, place)


def test_a_plan_made_again_says_the_same(restoration: Restoration, people: People) -> None:
    rejecting(restoration, people)
    once = proposed(restoration, people)
    Run.objects.filter(pk=once.pk).update(state=Run.State.CANCELLED)
    Note.objects.update(state=Note.State.TRIAGED, run=None)
    again = proposed(restoration, people)
    assert (again.treatments, again.changes) == (once.treatments, once.changes)
    assert [job.keys for job in again.segments.all()] == [job.keys for job in once.segments.all()]


def test_a_second_rejection_goes_a_step_further(restoration: Restoration, people: People) -> None:
    note = rejecting(restoration, people, "plastic")
    run = proposed(restoration, people)
    assert [(one["before"], one["after"], one["percent"]) for one in run.changes] == [(500, 750, 100)]
    rendered(run, people)
    Note.objects.filter(pk=note.pk).update(state=Note.State.TRIAGED, triaged_at=timezone.now(), run=None)
    again = proposed(restoration, people)
    assert [(one["before"], one["after"]) for one in again.changes] == [(750, 875)]
    assert again.treatments[0]["treatment"]["times"] == 2
    Run.objects.filter(pk=again.pk).update(state=Run.State.CANCELLED)
    Note.objects.filter(pk=note.pk).update(state=Note.State.TO_VERIFY, run=None)
    rejecting(restoration, people, "text")
    another = proposed(restoration, people)
    assert [(one["before"], one["after"]) for one in another.changes] == [(750, 1000)]


def test_a_proposal_counts_every_frame_where_another_note_holds_on_some(
    restoration: Restoration, people: People
) -> None:
    everywhere, at_first = (rejecting(restoration, people, what) for what in ("plastic", "text"))
    Note.objects.filter(pk=at_first.pk).update(end=FIRST + 2)
    run = proposed(restoration, people)
    figures = {one["note_id"]: (one["before"], one["after"]) for one in run.changes}
    assert figures == {str(everywhere.public_id): (500, 875), str(at_first.public_id): (500, 1000)}


def test_a_version_that_kept_no_levels_has_its_whole_region_rejected(restoration: Restoration, people: People) -> None:
    for segment in VersionSegment.objects.select_related("enhanced"):
        assert segment.enhanced is not None
        segment.enhanced.report.pop("invention")
        segment.enhanced.save()
    rejecting(restoration, people)
    run = proposed(restoration, people)
    assert run.treatments[0]["mask"] is None
    assert [(one["after"], one["percent"]) for one in run.changes] == [(750, 100)]


def test_the_mask_is_made_of_levels_that_the_version_kept(restoration: Restoration) -> None:
    assert looked_at(FrameRange(FIRST, END)) == [8, 9, 10, 11]
    [segment] = VersionSegment.objects.select_related("enhanced")
    assert segment.enhanced is not None
    assert segment.enhanced.report["invention"]["levels"][FIRST] > 0
