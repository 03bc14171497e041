"""Start restorations and change what they declare."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from review.accounts.models import User
from review.accounts.policies import Action, require
from review.audit import services as audit
from review.catalog.models import Edition, Film, FilmStatus
from review.config.errors import Conflict, NotFound
from review.restorations.locks import locked_restoration
from review.restorations.models import Restoration
from review.restorations.services.assemblies import Entry, ScanEntry, write_assembly
from review.restorations.services.proposals import proposed_recipe
from review.restorations.services.recipes import write_recipe
from review.scans.models import Scan


@transaction.atomic
def start_restoration(*, actor: User, scan: Scan) -> Restoration:
    """Return the restoration that a scan gets by itself when it has been read: all of it, the recipe proposed for it.

    For worker-media, on behalf of ``actor`` who registered the scan: the right was checked then. A scan that is
    already shown in a restoration keeps that one, so asking twice is harmless.
    """
    film = Film.objects.select_for_update().get(elements__scans=scan)
    existing = Restoration.objects.filter(assemblies__spans__scan=scan).order_by("pk").first()
    if existing is not None:
        return existing
    entry = ScanEntry(scan=scan.public_id, first=0, end=scan.frame_count or 0)
    name = _("Restoration %d") % (film.restorations.count() + 1)
    intent = Restoration.Intent.AS_FIRST_RELEASED
    restoration = _begin(actor=actor, film=film, name=name, intent=intent, entries=[entry])
    if film.status == FilmStatus.CATALOGUED:
        film.status = FilmStatus.SCANNED
        film.save(update_fields=["status", "updated_at"])
        audit.record(
            film=film, kind="film.changed", actor=actor, payload={"film": str(film.public_id), "status": film.status}
        )
    return restoration


@transaction.atomic
def open_restoration(
    *, actor: User, film: Film, name: str, intent: Restoration.Intent, entries: Sequence[Entry]
) -> Restoration:
    """Return a further restoration of ``film`` with its own intent and assembly, on the recipe proposed for it."""
    require(actor, Action.EDIT_RECIPE, film)
    return _begin(actor=actor, film=film, name=name, intent=intent, entries=entries)


@transaction.atomic
def change_restoration(*, actor: User, restoration_id: UUID, version: int, changes: Mapping[str, Any]) -> Restoration:
    """Return the restoration with ``changes``: any of ``name``, ``intent`` and ``edition_id`` (None: no edition).

    Raises ``Conflict`` where ``version`` is not its current one, ``NotFound`` for an edition of another film.
    """
    restoration = locked_restoration(actor, restoration_id)
    require(actor, Action.EDIT_RECIPE, restoration.film)
    if restoration.version != version:
        raise Conflict
    restoration.name = changes.get("name", restoration.name)
    restoration.intent = changes.get("intent", restoration.intent)
    if "edition_id" in changes:
        restoration.edition = _edition(restoration.film, changes["edition_id"])
    restoration.version += 1
    restoration.save()
    _tell("restoration.changed", actor, restoration)
    return restoration


def _edition(film: Film, edition_id: UUID | None) -> Edition | None:
    if edition_id is None:
        return None
    edition = film.editions.filter(public_id=edition_id).first()
    if edition is None:
        raise NotFound
    return edition


def _begin(*, actor: User, film: Film, name: str, intent: Restoration.Intent, entries: Sequence[Entry]) -> Restoration:
    restoration = Restoration.objects.create(film=film, name=name, intent=intent)
    _tell("restoration.started", actor, restoration)
    write_assembly(actor=actor, restoration=restoration, revision=1, entries=entries)
    shown = Scan.objects.filter(spans__assembly__restoration=restoration).select_related("element").distinct()
    recipe = proposed_recipe(shown.order_by("pk"))
    write_recipe(actor=actor, restoration=restoration, number=1, recipe=recipe, summary="")
    return restoration


def _tell(kind: str, actor: User, restoration: Restoration) -> None:
    payload = {
        "restoration": str(restoration.public_id),
        "name": restoration.name,
        "intent": restoration.intent,
        "edition": str(restoration.edition.public_id) if restoration.edition else None,
    }
    audit.record(film=restoration.film, kind=kind, actor=actor, payload=payload)
