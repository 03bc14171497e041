"""Register and describe physical elements."""

from typing import Any
from uuid import UUID

from django.db import transaction

from review.accounts.models import User
from review.accounts.policies import Action, require, visible
from review.audit import services as audit
from review.catalog.models import Film
from review.config.errors import NotFound
from review.scans.models import Element

EDITABLE = frozenset({"kind", "gauge", "condition", "location", "remarks"})


@transaction.atomic
def add_element(*, actor: User, film: Film, fields: dict[str, str]) -> Element:
    """Return a new element of ``film``. ``fields`` are names of ``EDITABLE``; the log tells the film's pages."""
    require(actor, Action.REGISTER_SCAN, film)
    element = Element.objects.create(film=film, **_only_editable(fields))
    _tell("element.added", actor, element)
    return element


@transaction.atomic
def change_element(*, actor: User, element_id: UUID, fields: dict[str, str]) -> Element:
    """Return the element with ``fields`` changed; ``NotFound`` to a stranger."""
    element = (
        visible(actor, Element.objects.all(), "film")
        .select_for_update(of=("self",))
        .select_related("film")
        .filter(public_id=element_id)
        .first()
    )
    if element is None:
        raise NotFound
    require(actor, Action.REGISTER_SCAN, element.film)
    for name, value in _only_editable(fields).items():
        setattr(element, name, value)
    element.save(update_fields=sorted(fields))
    _tell("element.changed", actor, element)
    return element


def _only_editable(fields: dict[str, str]) -> dict[str, Any]:
    unknown = fields.keys() - EDITABLE
    if unknown:
        raise TypeError(f"not fields of an element: {sorted(unknown)}")
    return dict(fields)


def _tell(kind: str, actor: User, element: Element) -> None:
    payload = {"element": str(element.public_id), "kind": element.kind, "gauge": element.gauge}
    audit.record(film=element.film, kind=kind, actor=actor, payload=payload)
