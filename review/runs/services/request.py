"""Ask for a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from restoration.timebase import FrameRange
from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.notes.selection import lock_selected, selectable
from review.notes.services import plan_notes
from review.notes.treatments import treatments_in_force
from review.restorations.models import Assembly, RecipeRevision, Restoration
from review.runs.contracts import PlanSubject
from review.runs.dispatch import request_media_job
from review.runs.errors import (
    FramesOutsideAssembly,
    NothingToRestore,
    RunIsLive,
    RunMovedOn,
    RunOutdated,
    UnknownBase,
    UnknownRecipe,
)
from review.runs.models import MediaJob, Run, Version
from review.runs.services.control import cancel_run
from review.runs.services.transition import tell


@dataclass(frozen=True)
class RunRequest:
    """What is asked for.

    ``base``: a version's id; None is the newest version, and none where there is none yet. ``note_ids``: None is
    every note that was triaged with a treatment. ``recipe_number``: None is the newest. ``frames``: half-open on the
    assembly axis; None is all of it. ``keeps_backend``: a re-run is computed by what computed its base; where not, it
    is chosen anew, and what networks had a part in is rendered again.
    """

    base: UUID | None = None
    note_ids: Sequence[UUID] | None = None
    recipe_number: int | None = None
    frames: FrameRange | None = None
    start_when_planned: bool = False
    keeps_backend: bool = True


@transaction.atomic
def request_run(*, actor: User, restoration: Restoration, request: RunRequest) -> Run:
    """Return a new run of ``restoration`` that is being planned.

    The treatments in force (``review.notes.treatments``) are frozen in it, so nothing that is said from now on
    changes what it renders. Raises ``RunIsLive`` where a run has not ended, ``NothingToRestore``, ``UnknownBase``,
    ``UnknownRecipe``, ``FramesOutsideAssembly``, and ``NotesNotSelectable``.
    """
    policies.require(actor, Action.RUN, restoration.film)
    # Requests for one restoration wait for each other here, so the second one sees the first one's run.
    Restoration.objects.select_for_update().get(pk=restoration.pk)
    if Run.objects.filter(restoration=restoration, state__in=Run.LIVE).exists():
        raise RunIsLive
    assembly = restoration.assemblies.order_by("-revision").first()
    if assembly is None:
        raise NothingToRestore
    frames = _checked_frames(assembly, request.frames)
    recipe = _recipe(restoration, request.recipe_number)
    base = _base(restoration, request.base)
    notes = lock_selected(restoration, request.note_ids, within=frames)
    treatments = treatments_in_force(restoration=restoration, base=base, selected=notes)
    run = Run.objects.create(
        restoration=restoration,
        assembly=assembly,
        recipe=recipe,
        base=base,
        backend=_backend(base) if request.keeps_backend else "",
        first=frames.first if frames else None,
        end=frames.end if frames else None,
        treatments=[placed.model_dump(mode="json") for placed in treatments],
        note_ids=[str(note.public_id) for note in notes],
        start_when_planned=request.start_when_planned,
        requested_by=actor,
    )
    plan_notes(actor=actor, run=run, notes=notes)
    request_media_job(
        kind=MediaJob.Kind.PLAN, subject=PlanSubject(run=str(run.public_id)), subject_key=str(run.public_id)
    )
    tell(
        run=run,
        kind="run.requested",
        actor=actor,
        recipe=recipe.number,
        base=base.number if base else None,
        notes=run.note_ids,
    )
    return run


@transaction.atomic
def replan_run(*, actor: User, run: Run) -> Run:
    """Return a new run in the place of ``run``, which was not finished, planned for a back end that is here.

    For a run that waits for a worker, or failed because there is none. What it rendered is found again by key where no
    network had a part in it. Nothing starts before a person has seen the new plan. Raises ``RunMovedOn``,
    ``RunOutdated``, and what ``request_run`` raises.
    """
    policies.require(actor, Action.RUN, run.restoration.film)
    Restoration.objects.select_for_update().get(pk=run.restoration_id)
    run.refresh_from_db(fields=["state"])
    if run.state not in (*Run.LIVE, Run.State.FAILED, Run.State.REFUSED):
        raise RunMovedOn(state=run.get_state_display())
    _check_current(run)
    if run.state in Run.LIVE:
        cancel_run(actor=actor, run=run)
    frames = None if run.first is None or run.end is None else FrameRange(run.first, run.end)
    # A note that was withdrawn or answered meanwhile asks for nothing any more.
    notes = selectable(run.restoration, within=frames).filter(public_id__in=run.note_ids)
    asked = RunRequest(
        base=run.base.public_id if run.base else None,
        note_ids=list(notes.values_list("public_id", flat=True)),
        recipe_number=run.recipe.number,
        frames=frames,
        keeps_backend=False,
    )
    return request_run(actor=actor, restoration=run.restoration, request=asked)


def _check_current(run: Run) -> None:
    """Raise ``RunOutdated`` where the same order would make another run: on another axis, or upon a version."""
    has_base_now = run.base is None and run.restoration.versions.exists()
    if has_base_now or run.restoration.assemblies.filter(revision__gt=run.assembly.revision).exists():
        raise RunOutdated


def _checked_frames(assembly: Assembly, frames: FrameRange | None) -> FrameRange | None:
    if frames is not None and not (frames.count and FrameRange(0, assembly.frame_count).contains(frames)):
        raise FramesOutsideAssembly(count=assembly.frame_count - 1)
    return frames


def _recipe(restoration: Restoration, number: int | None) -> RecipeRevision:
    revisions = restoration.recipes.order_by("-number")
    recipe = revisions.first() if number is None else revisions.filter(number=number).first()
    if recipe is not None:
        return recipe
    raise NothingToRestore if number is None else UnknownRecipe(number=number)


def _base(restoration: Restoration, public_id: UUID | None) -> Version | None:
    versions = restoration.versions.order_by("-number")
    if public_id is None:
        return versions.first()
    base = versions.filter(public_id=public_id).first()
    if base is None:
        raise UnknownBase
    return base


def _backend(base: Version | None) -> str:
    """A re-run inherits the back end: its pictures are set beside those of the base, pixel by pixel.

    A first run's is chosen where it is planned: there it is known what can compute.
    """
    made_with = Run.objects.filter(version=base).values_list("backend", flat=True).first() if base else None
    return made_with or ""
