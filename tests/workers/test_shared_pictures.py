"""Two films with equal material share their masters; each film's people may fetch what their own version shows."""

import numpy as np
import pytest
from django.db import transaction
from numpy.typing import NDArray

from restoration.media import proxy_lumas
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
from review.restorations.manifest import manifest
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.contracts import Contract
from review.runs.models import Master, MasterProxy, MediaJob, Plane, Version
from review.scans.media_rights import readable_artefact
from review.scans.models import Scan
from review.scans.services.scans import change_scan
from tests.factories.accounts import MembershipFactory
from tests.people import People
from tests.workers.material import read_tiny_film, render_tiny_film, work_here
from tests.workers.stack import Stack
from workers.artefacts import store
from workers.finishing import FinishRun
from workers.leases import Lease, Write
from workers.media_jobs import HANDLERS
from workers.pictures.room import IN_USE


@pytest.fixture
def first(tiny_version: Version) -> Version:
    """The version whose masters the second film takes over."""
    return tiny_version


@pytest.fixture
def second_film(first: Version, stack: Stack, people: People) -> Film:
    """Another film of the same material, read after the first one's version was made."""

    def read() -> Film:
        return read_tiny_film(people, stack.roots).element.film

    return stack.states.begin("second tiny film, read", read)


def version_of(film: Film, people: People) -> Version:
    return render_tiny_film(people, Restoration.objects.get(film=film))


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


def test_pictures_rendered_for_another_film_are_shown_to_the_people_of_this_one(
    first: Version, second_film: Film, people: People
) -> None:
    side = Side(first, Plane.RESTORED)
    axis = axis_of(first.restoration)
    request_still(actor=people.clara, axis=axis, side=side, frame=70, rectangle=None, deep=False)
    work_here()
    shared = pictures()
    assert not any(may_fetch(people, digest) for digest in shared)

    second = version_of(second_film, people)
    assert not second.segments.filter(is_rendered=True).exists()
    assert pictures() == shared
    MembershipFactory.create(user=people.eve, role=Role.CURATOR, film=second_film, collection=None)
    assert all(may_fetch(people, digest) for digest in shared)


@pytest.mark.parametrize("kind", ["still", "window", "overlay"])
def test_pictures_on_their_way_when_another_film_takes_the_masters_over_are_shown_to_its_people(
    first: Version, second_film: Film, people: People, kind: str
) -> None:
    """The picture is made before the second film's version is written, and recorded after it."""
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
        version_of(second_film, people)
    with transaction.atomic():
        write()
    MembershipFactory.create(user=people.eve, role=Role.CURATOR, film=second_film, collection=None)
    [made] = [picture.artefact_id for kind in IN_USE for picture in kind._default_manager.all()]
    assert may_fetch(people, made)


def test_each_film_plays_shared_masters_as_its_own_codes_are_seen(
    first: Version, second_film: Film, people: People
) -> None:
    second = version_of(second_film, people)
    positive = played(first)
    assert played(second) == positive
    declare_negative(second.restoration.film, people)
    work_here()
    assert played(first) == positive
    negative = played(second)
    assert set(negative).isdisjoint(positive)
    assert np.corrcoef(first_luma(positive), first_luma(negative))[0, 1] < -0.8

    declare_negative(first.restoration.film, people)
    work_here()
    assert played(first) == negative
    assert set(MasterProxy.objects.values_list("seen_as", flat=True)) == {"display:negative"}, "nobody sees the others"
    MembershipFactory.create(user=people.eve, role=Role.CURATOR, film=first.restoration.film, collection=None)
    assert all(may_fetch(people, digest) for digest in negative)


def test_a_correction_while_a_version_is_finished_is_followed(
    first: Version, second_film: Film, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pictures of the correction are made after the version's last proxies, and before its rows."""

    class FinishCorrected(FinishRun):
        def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
            write = super().perform(job, lease)
            declare_negative(second_film, people)
            view = MediaJob.objects.get(kind=MediaJob.Kind.VIEW)
            with transaction.atomic():
                HANDLERS[MediaJob.Kind.VIEW].perform(view, lease)()
            MediaJob.objects.filter(pk=view.pk).update(state="done")
            return write

    monkeypatch.setitem(HANDLERS, MediaJob.Kind.FINISH, FinishCorrected())
    second = version_of(second_film, people)
    assert set(played(second)).isdisjoint(played(first))


def declare_negative(film: Film, people: People) -> None:
    scan = Scan.objects.get(element__film=film)
    change_scan(actor=people.arno, scan_id=scan.public_id, color_overrides={"polarity": "negative"})


def played(version: Version) -> list[str]:
    """The digests of the files that a viewer plays of a version, one a segment."""
    segments = manifest(axis_of(version.restoration), Side(version, Plane.RESTORED))["segments"]
    assert {len(segment["files"]) for segment in segments} == {1}
    return [segment["files"][0]["digest"] for segment in segments]


def first_luma(digests: list[str]) -> NDArray[np.float64]:
    """The luma of the first picture, pixel by pixel."""
    luma = next(iter(proxy_lumas(store().fetch(digests[0], "mp4"))))
    return np.asarray(luma, np.float64).ravel()
