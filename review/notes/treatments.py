"""From triaged notes to the treatments a run is planned with."""

from collections.abc import Sequence

from django.db.models import Q
from pydantic import TypeAdapter, ValidationError

from restoration.recipe import drawing_stages
from restoration.recipe.scope import Region
from restoration.recipe.treatments import MOST_TIMES, PlacedTreatment, Reject, Role, Treatment
from restoration.stages.registry import stage_spec
from review.accounts.models import Membership
from review.config.faults import fault_words
from review.notes.errors import NothingDrawn, TreatmentDoesNotFit
from review.notes.models import Note
from review.notes.placement import note_frames
from review.restorations.models import Restoration
from review.runs.models import Run, Version

_TREATMENT: TypeAdapter[Treatment] = TypeAdapter(Treatment)
_ROLES: tuple[Role, ...] = ("curator", "director", "archivist", "admin")


def treatments_in_force(
    *, restoration: Restoration, base: Version | None, selected: Sequence[Note]
) -> list[PlacedTreatment]:
    """Return every treatment a run on ``base`` is planned with, in the order of its notes' ids.

    These are the treatments ``base`` was made with, as they were then, except those of notes since withdrawn or
    answered instead; and the treatments of the ``selected`` notes as they are now, in place of their older ones. A
    reopened note keeps what ``base`` did for it until it is triaged and selected again; a rejection that is selected
    again goes one step further. Remarks change no pixels and are left out.
    """
    made_with = {placed.note_id: placed for placed in _made_with(base)}
    kept = dict(made_with)
    gone = Note.objects.filter(public_id__in=kept).filter(
        Q(withdrawn_at__isnull=False) | Q(state=Note.State.ANSWERED) | Q(pk__in=[note.pk for note in selected])
    )
    for public_id in gone.values_list("public_id", flat=True):
        del kept[str(public_id)]
    roles = _roles_of_authors(restoration, selected)
    for note in selected:
        treatment = _again(_TREATMENT.validate_python(note.treatment), made_with.get(str(note.public_id)))
        if treatment.acts_on():
            kept[str(note.public_id)] = _placed(note, treatment, roles.get(note.author_id, "archivist"))
    return [kept[note_id] for note_id in sorted(kept)]


def _again(treatment: Treatment, before: PlacedTreatment | None) -> Treatment:
    if not isinstance(treatment, Reject) or before is None or not isinstance(before.treatment, Reject):
        return treatment
    times = min(MOST_TIMES, before.treatment.times + treatment.times)
    return treatment.model_copy(update={"times": times})


def check_fit(note: Note, treatment: Treatment) -> None:
    """Return where ``treatment`` is possible at the place of ``note``.

    Raises ``TreatmentDoesNotFit`` with why not, and ``NothingDrawn`` where it is about drawn detail alone and the
    version that the note was left on (else the newest) has none.
    """
    _check_drawn(note, treatment)
    try:
        _placed(note, treatment, "archivist")
    except ValidationError as error:
        why = [{"field": "treatment", "message": fault_words(item)} for item in error.errors()]
        raise TreatmentDoesNotFit(errors=why) from error


def _check_drawn(note: Note, treatment: Treatment) -> None:
    stages = treatment.acts_on()
    if not stages or not all(stage_spec(stage).drawings for stage in stages):
        return
    version = note.version or note.restoration.versions.order_by("-number").first()
    recipe = version.recipe if version else note.restoration.recipes.order_by("-number").first()
    if recipe is None or set(stages).isdisjoint(drawing_stages(recipe.body)):
        raise NothingDrawn


def _made_with(base: Version | None) -> list[PlacedTreatment]:
    if base is None:
        return []
    made_with = Run.objects.filter(version=base).values_list("treatments", flat=True).first() or []
    return [PlacedTreatment.model_validate(row) for row in made_with]


def _placed(note: Note, treatment: Treatment, role: Role) -> PlacedTreatment:
    return PlacedTreatment(
        note_id=str(note.public_id),
        scan=str(note.scan.public_id),
        frames=note_frames(note),
        region=Region.model_validate(note.region) if note.region else None,
        role=role,
        at=note.triaged_at or note.created_at,
        treatment=treatment,
    )


def _roles_of_authors(restoration: Restoration, notes: Sequence[Note]) -> dict[int, Role]:
    """Return by author the role whose word counts under the restoration's intent.

    It is the author's wish that is treated, whoever of the staff triaged it.
    """
    film = restoration.film
    held: dict[int, set[str]] = {}
    memberships = Membership.objects.filter(user__in={note.author_id for note in notes}).filter(
        Q(film=film) | Q(collection_id=film.collection_id)
    )
    for user_id, role in memberships.values_list("user_id", "role"):
        held.setdefault(user_id, set()).add(role)
    ranking = _ROLES
    if restoration.intent == Restoration.Intent.DIRECTOR_REVISED:
        ranking = ("director", "curator", "archivist", "admin")
    return {user_id: next(role for role in ranking if role in roles) for user_id, roles in held.items()}
