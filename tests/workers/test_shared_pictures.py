"""Two films with equal material share their masters; each film's people may fetch what their own version shows."""

import pytest
from django.db import transaction

from review.accounts.models import Role
from review.catalog.models import Film
from review.config.errors import NotFound
from review.pictures.contracts import (
    Box,
    FrameOf,
    OverlaySubject,
    StillSubject,
    WindowStretch,
    WindowSubject,
)
from review.pictures.models import StillTile
from review.pictures.services.stills import request_still
from review.pictures.source_key import SourceKey
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.contracts import Contract
from review.runs.models import Master, MasterProxy, MediaJob, Plane, Version
from review.scans.media_rights import readable_artefact
from tests.factories.accounts import MembershipFactory
from tests.people import People
from tests.workers.material import register_tiny_film, request_tiny_run, work_here
from tests.workers.stack import Stack
from workers.leases import Lease
from workers.media_jobs import HANDLERS
from workers.pictures.room import IN_USE


def version_of_another_tiny_film(stack: Stack, people: People) -> Version:
    scan = register_tiny_film(people, stack.roots)
    work_here()
    restoration = Restoration.objects.get(film=scan.element.film)
    request_tiny_run(people, restoration)
    work_here()
    return Version.objects.get(restoration=restoration)


def pictures() -> set[str]:
    masters = set(Master.objects.values_list("artefact_id", flat=True))
    proxies = set(MasterProxy.objects.values_list("artefact_id", flat=True))
    return masters | proxies | set(StillTile.objects.values_list("artefact_id", flat=True))


def may_fetch(people: People, digest: str) -> bool:
    try:
        readable_artefact(actor=people.eve, session="", digest=digest)
    except NotFound:
        return False
    return True


def test_pictures_rendered_for_another_film_are_shown_to_the_people_of_this_one(stack: Stack, people: People) -> None:
    first = version_of_another_tiny_film(stack, people)
    side = Side(first, Plane.RESTORED)
    axis = axis_of(first.restoration)
    request_still(actor=people.clara, axis=axis, side=side, frame=70, rectangle=None, deep=False)
    work_here()
    shared = pictures()
    assert not any(may_fetch(people, digest) for digest in shared)

    second = version_of_another_tiny_film(stack, people)
    assert not second.segments.filter(is_rendered=True).exists()
    assert pictures() == shared
    film: Film = second.restoration.film
    MembershipFactory.create(user=people.eve, role=Role.CURATOR, film=film, collection=None)
    assert all(may_fetch(people, digest) for digest in shared)


@pytest.mark.parametrize("kind", ["still", "window", "overlay"])
def test_pictures_on_their_way_when_another_film_takes_the_masters_over_are_shown_to_its_people(
    stack: Stack, people: People, kind: str
) -> None:
    """The picture is made before the second film's version is written, and recorded after it."""
    first = version_of_another_tiny_film(stack, people)
    master = first.segments.get(assembly_first=0).restored
    assert master is not None
    key = str(SourceKey.of_master(master.artefact_id))
    seen, box = {"source_key": key, "seen_as": "display:positive"}, Box(x=0, y=0, width=64, height=48)
    subject: Contract = {
        "still": StillSubject(**seen, frame=5, shows="seen", bits=8, tiles=[box]),
        "window": WindowSubject(stretches=[WindowStretch(**seen, first=0, count=24)], crop=box, rate=(24, 1)),
        "overlay": OverlaySubject(shows="defects", place=FrameOf(source_key=key, frame=5), render=master.key),
    }[kind]
    handler = HANDLERS[MediaJob.Kind(kind)]
    job = MediaJob(kind=kind, subject=subject.model_dump(mode="json"), subject_key="picture")
    with Lease(job) as lease:
        write = handler.perform(job, lease)
        version_of_another_tiny_film(stack, people)
    with transaction.atomic():
        write()
    film = Version.objects.latest("pk").restoration.film
    MembershipFactory.create(user=people.eve, role=Role.CURATOR, film=film, collection=None)
    [made] = [picture.artefact_id for kind in IN_USE for picture in kind._default_manager.all()]
    assert may_fetch(people, made)
