"""The masks of overlays, against what was rendered: repairs where a speck was, changes where codes differ."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.media import read_master_frame
from review.accounts.models import User
from review.pictures.models import OverlayMask
from review.pictures.services.overlays import request_overlay
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.models import Plane, Version
from tests.people import People
from tests.workers.material import HEIGHT, WIDTH, register_tiny_film, request_tiny_run, tiny_picture, work_here
from tests.workers.stack import Stack
from workers.artefacts import store

SOURCE = Side(None, Plane.SOURCE)
SPECK_FRAME = 10
"""Carries a speck at rows 20 to 22, columns 30 to 32."""


@pytest.fixture
def version(stack: Stack, people: People) -> Version:
    register_tiny_film(people, stack.roots)
    work_here()
    request_tiny_run(people, Restoration.objects.get())
    work_here()
    return Version.objects.get()


def marked(version: Version, shows: str, *, frame: int = SPECK_FRAME, threshold: int = 0) -> NDArray[np.bool_]:
    """The pixels that the overlay marks on the version, compared with the scan where it compares."""

    def ask() -> OverlayMask | None:
        return request_overlay(
            actor=User.objects.earliest("pk"),
            axis=axis_of(version.restoration),
            shows=OverlayMask.Shows(shows),
            side=Side(version, Plane.RESTORED),
            frame=frame,
            other=SOURCE,
            threshold=threshold,
        )

    assert ask() is None
    work_here()
    mask = ask()
    assert mask is not None
    picture = cv2.imread(str(store().fetch(mask.artefact_id, "webp")), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    seen = np.asarray(picture[..., 3] > 0)
    assert (seen.shape, int(seen.sum())) == ((HEIGHT, WIDTH), mask.pixels)
    return seen


def test_marks_are_where_the_render_changed_the_scan(version: Version) -> None:
    segment = version.segments.get(assembly_first=0)
    assert segment.restored is not None
    restored = read_master_frame(store().fetch(segment.restored.artefact_id, "mkv"), SPECK_FRAME)
    differences = np.abs(restored.astype(int) - tiny_picture(SPECK_FRAME)).max(axis=2)
    assert np.array_equal(marked(version, "changed"), differences > 0)
    assert np.array_equal(marked(version, "changed", threshold=50), differences > 50)
    repaired = marked(version, "defects")
    assert repaired[21, 31] == (differences[21, 31] > 0)
    for shows in ("protected", "text", "patches"):
        assert not marked(version, shows).any()
