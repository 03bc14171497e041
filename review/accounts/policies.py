"""Who may do what, and which rows a person may see: one object answers both.

A stranger to a film gets 404 (it does not exist for them); a member without the right gets 403.
"""

from enum import StrEnum
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from review.accounts.models import Membership, Role, User
from review.catalog.models import Film
from review.config.errors import Forbidden, NotFound, NotLoggedIn

Actor = User | AnonymousUser
Row = TypeVar("Row", bound=Model)


class Action(StrEnum):
    """What a person may want to do on a film."""

    VIEW = "view"
    NOTE = "note"
    TRIAGE = "triage"
    EDIT_CATALOGUE = "edit_catalogue"
    REGISTER_SCAN = "register_scan"
    EDIT_RECIPE = "edit_recipe"
    RUN = "run"
    DECIDE = "decide"
    SIGN_OFF = "sign_off"
    MANAGE_PEOPLE = "manage_people"
    SEE_COVERAGE = "see_coverage"
    """What others watched; one's own is everybody's to see."""


_EVERYONE = {Action.VIEW, Action.NOTE}
GRANTS: dict[str, frozenset[Action]] = {
    Role.DIRECTOR: frozenset(_EVERYONE | {Action.SIGN_OFF}),
    Role.ARCHIVIST: frozenset(
        _EVERYONE
        | {
            Action.TRIAGE,
            Action.EDIT_CATALOGUE,
            Action.REGISTER_SCAN,
            Action.EDIT_RECIPE,
            Action.RUN,
            Action.SEE_COVERAGE,
        }
    ),
    Role.CURATOR: frozenset(
        _EVERYONE
        | {
            Action.TRIAGE,
            Action.EDIT_CATALOGUE,
            Action.REGISTER_SCAN,
            Action.EDIT_RECIPE,
            Action.RUN,
            Action.DECIDE,
            Action.SEE_COVERAGE,
        }
    ),
    Role.ADMIN: frozenset(set(Action) - {Action.DECIDE, Action.SIGN_OFF}),
}


def person(actor: Actor) -> User:
    """Return the logged-in, active person; raise ``NotLoggedIn`` otherwise."""
    if not isinstance(actor, User) or not actor.is_active:
        raise NotLoggedIn
    return actor


def visible_films(actor: Actor) -> QuerySet[Film]:
    """Return the films ``actor`` holds any role on."""
    user = person(actor)
    memberships = Membership.objects.filter(user=user)
    return Film.objects.filter(
        Q(pk__in=memberships.filter(film__isnull=False).values("film_id"))
        | Q(collection_id__in=memberships.filter(collection__isnull=False).values("collection_id"))
    )


def visible(actor: Actor, rows: QuerySet[Row], film_path: str) -> QuerySet[Row]:
    """Return those of ``rows`` whose film, reached by ``film_path``, the actor may see."""
    return rows.filter(**{f"{film_path}__in": visible_films(actor)})


def roles_on(actor: Actor, film: Film) -> set[str]:
    """Return the roles ``actor`` holds on ``film``, directly or through its collection."""
    user = person(actor)
    return set(
        Membership.objects.filter(user=user)
        .filter(Q(film=film) | Q(collection_id=film.collection_id))
        .values_list("role", flat=True)
    )


def actions_on(actor: Actor, film: Film) -> frozenset[Action]:
    """Return everything ``actor`` may do on ``film``; empty for a stranger."""
    granted: set[Action] = set()
    for role in roles_on(actor, film):
        granted |= GRANTS[role]
    return frozenset(granted)


def may(actor: Actor, action: Action, film: Film) -> bool:
    """Say whether ``actor`` may do ``action`` on ``film``."""
    return action in actions_on(actor, film)


def require(actor: Actor, action: Action, film: Film) -> None:
    """Return silently where allowed; raise ``NotFound`` to a stranger, ``Forbidden`` to a member without it."""
    granted = actions_on(actor, film)
    if not granted:
        raise NotFound
    if action not in granted:
        raise Forbidden(action=action.value)


def require_in_collection(actor: Actor, action: Action) -> QuerySet[Membership]:
    """Return the collection memberships that allow ``action``; raise ``Forbidden`` where there is none.

    For what is not about one film yet: adding films, importing the catalogue, browsing server roots.
    """
    user = person(actor)
    roles = [role for role, granted in GRANTS.items() if action in granted]
    memberships = Membership.objects.filter(user=user, role__in=roles, collection__isnull=False)
    if not memberships.exists():
        raise Forbidden(action=action.value)
    return memberships
