"""Verbs about people: their profile and their roles on a film."""

from typing import Any

from django.db import transaction

from review.accounts import policies
from review.accounts.models import Membership, Role, User
from review.accounts.policies import Action
from review.audit.services import record
from review.catalog.models import Film
from review.config.errors import Invalid, NotFound


def update_profile(*, actor: User, changes: dict[str, Any]) -> User:
    """Return ``actor`` with the given of display_name, locale and timezone changed."""
    for field, value in changes.items():
        setattr(actor, field, value)
    actor.save(update_fields=list(changes))
    return actor


@transaction.atomic
def add_member(*, actor: User, film: Film, email: str, role: Role) -> Membership:
    """Return the membership that gives the person with ``email`` the ``role`` on ``film``."""
    policies.require(actor, Action.MANAGE_PEOPLE, film)
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise Invalid(errors=[{"field": "email", "message": "Nobody with this e-mail address has an account."}])
    membership, created = Membership.objects.get_or_create(user=user, role=role, film=film)
    if created:
        payload = {"person": str(user.public_id), "role": role.value, "added": True}
        record(film=film, kind="film.changed", actor=actor, payload=payload)
    return membership


@transaction.atomic
def remove_member(*, actor: User, film: Film, membership_id: int) -> None:
    """Take away one role on ``film``; a role on the whole collection is not reached from here."""
    policies.require(actor, Action.MANAGE_PEOPLE, film)
    membership = Membership.objects.filter(pk=membership_id, film=film).select_related("user").first()
    if membership is None:
        raise NotFound
    payload = {"person": str(membership.user.public_id), "role": membership.role, "added": False}
    membership.delete()
    record(film=film, kind="film.changed", actor=actor, payload=payload)
