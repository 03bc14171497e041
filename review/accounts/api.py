"""HTTP of people: the profile, and the roles on a film."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from ninja import Router, Status

from review.accounts import policies, services
from review.accounts.models import Membership, Role, User
from review.accounts.policies import Action
from review.accounts.schemas import Me, MemberIn, MemberOut, MePatch
from review.catalog.models import Film
from review.config.errors import NotFound

router = Router(tags=["people"])


def me(user: User) -> dict[str, Any]:
    """Return ``user`` as ``Me``."""
    roles = Membership.objects.filter(user=user, collection__isnull=False).values_list("role", flat=True)
    granted = {action for role in roles for action in policies.GRANTS[role]}
    return {
        "id": user.public_id,
        "email": user.email,
        "name": user.display_name,
        "locale": user.locale,
        "timezone": user.timezone,
        "can_import": Action.EDIT_CATALOGUE in granted,
        "can_browse_roots": Action.REGISTER_SCAN in granted,
        "can_administer": user.is_staff,
    }


def _member(membership: Membership) -> dict[str, Any]:
    return {
        "id": membership.pk,
        "person": {"id": membership.user.public_id, "name": membership.user.display_name},
        "email": membership.user.email,
        "role": membership.role,
        "whole_collection": membership.film_id is None,
    }


def _film(request: HttpRequest, film_id: UUID) -> Film:
    film = policies.visible_films(request.user).filter(public_id=film_id).first()
    if film is None:
        raise NotFound
    return film


@router.get("/me", response=Me)
def get_me(request: HttpRequest) -> dict[str, Any]:
    return me(policies.person(request.user))


@router.patch("/me", response=Me)
def update_me(request: HttpRequest, body: MePatch) -> dict[str, Any]:
    given = body.model_dump(exclude_unset=True, exclude_none=True)
    changes = {"display_name" if field == "name" else field: value for field, value in given.items()}
    return me(services.update_profile(actor=policies.person(request.user), changes=changes))


@router.get("/films/{uuid:film_id}/people", response=list[MemberOut])
def list_members(request: HttpRequest, film_id: UUID) -> list[dict[str, Any]]:
    film = _film(request, film_id)
    members = Membership.objects.filter(Q(film=film) | Q(collection_id=film.collection_id)).select_related("user")
    return [_member(member) for member in members.order_by("role", "user__display_name")]


@router.post("/films/{uuid:film_id}/people", response={201: MemberOut})
def add_member(request: HttpRequest, film_id: UUID, body: MemberIn) -> Status[Any]:
    membership = services.add_member(
        actor=policies.person(request.user), film=_film(request, film_id), email=body.email, role=Role(body.role)
    )
    return Status(201, _member(membership))


@router.delete("/films/{uuid:film_id}/people/{int:membership_id}", response={204: None})
def remove_member(request: HttpRequest, film_id: UUID, membership_id: int) -> Status[Any]:
    services.remove_member(
        actor=policies.person(request.user), film=_film(request, film_id), membership_id=membership_id
    )
    return Status(204, None)
