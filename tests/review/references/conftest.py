"""A film of 120 frames with a video master of 130 that runs at 25."""

import pytest

from review.catalog.models import Film
from review.restorations.models import Restoration
from review.scans.models import Element, Scan
from tests.factories.catalog import FilmFactory
from tests.factories.restorations import restoration_of
from tests.factories.scans import ElementFactory, ScanFactory, make_source_proxies
from tests.people import People


@pytest.fixture
def film(people: People) -> Film:
    film: Film = FilmFactory.create(collection=people.collection)
    return film


@pytest.fixture
def restoration(film: Film) -> Restoration:
    scan: Scan = ScanFactory.create(element=ElementFactory.create(film=film))
    make_source_proxies(scan)
    return restoration_of(scan)


@pytest.fixture
def video(film: Film) -> Scan:
    element = ElementFactory.create(film=film, kind=Element.Kind.VIDEO)
    video: Scan = ScanFactory.create(
        element=element,
        rate_num=25,
        frame_count=130,
        width=720,
        height=576,
        pixel_aspect_num=16,
        pixel_aspect_den=15,
        bit_depth=8,
        is_reference=True,
    )
    make_source_proxies(video, ["540p"])
    return video
