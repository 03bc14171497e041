"""Ask for a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from restoration.timebase import FrameRange
from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.notes.selection import lock_selected
from review.notes.services import plan_notes
from review.notes.treatments import treatments_in_force
from review.restorations.models import Assembly, RecipeRevision, Restoration
from review.runs.contracts import PlanSubject
from review.runs.dispatch import request_media_job
from review.runs.errors import FramesOutsideAssembly, NothingToRestore, RunIsLive, UnknownBase, UnknownRecipe
from review.runs.models import MediaJob, Run, Version
from review.runs.services.transition import tell


@dataclass(frozen=True)
class RunRequest:
    """What is asked for.

    ``base``: a version's id; None is the newest version, and none where there is none yet. ``note_ids``: None is
    every note that was triaged with a treatment. ``recipe_number``: None is the newest. ``frames``: half-open on the
    assembly axis; None is all of it.
    """

    base: UUID | None = None
    note_ids: Sequence[UUID] | None = None
    recipe_number: int | None = None
    frames: FrameRange | None = None
    start_when_planned: bool = False


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
        backend=_backend(base),
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
