"""The cuts a film exists in."""

from uuid import UUID

from django.db import transaction

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.audit.services import record
from review.catalog.errors import EditionInUse
from review.catalog.models import Edition, Film
from review.catalog.schemas import EditionIn, EditionPatch
from review.config.errors import NotFound


@transaction.atomic
def add_edition(*, actor: User, film: Film, edition: EditionIn) -> Edition:
    """Return a new edition of ``film``."""
    policies.require(actor, Action.EDIT_CATALOGUE, film)
    created = Edition.objects.create(film=film, **edition.model_dump())
    _tell(actor, created, "added")
    return created


@transaction.atomic
def change_edition(*, actor: User, edition_id: UUID, changes: EditionPatch) -> Edition:
    """Return the edition with what is given changed; ``NotFound`` to a stranger."""
    edition = _locked_edition(actor, edition_id)
    given = changes.model_dump(exclude_unset=True)
    for field, value in given.items():
        setattr(edition, field, value)
    edition.save(update_fields=sorted(given))
    _tell(actor, edition, "changed")
    return edition


@transaction.atomic
def remove_edition(*, actor: User, edition_id: UUID) -> None:
    """Forget an edition. Raises ``EditionInUse`` where a restoration is of it."""
    edition = _locked_edition(actor, edition_id)
    restoration = edition.restorations.order_by("pk").first()
    if restoration is not None:
        raise EditionInUse(name=restoration.name)
    _tell(actor, edition, "removed")
    edition.delete()


def _locked_edition(actor: User, edition_id: UUID) -> Edition:
    edition = (
        policies.visible(actor, Edition.objects.all(), "film")
        .select_for_update(of=("self",))
        .select_related("film")
        .filter(public_id=edition_id)
        .first()
    )
    if edition is None:
        raise NotFound
    policies.require(actor, Action.EDIT_CATALOGUE, edition.film)
    return edition


def _tell(actor: User, edition: Edition, change: str) -> None:
    payload = {
        "film": str(edition.film.public_id),
        "edition": str(edition.public_id),
        "change": change,
        "kind": edition.kind,
        "name": edition.name,
    }
    record(film=edition.film, kind="film.changed", actor=actor, payload=payload)
