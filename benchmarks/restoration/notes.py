"""What a person would point out on a damaged clip: a box around each place, as a note in the viewer is."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from restoration.damage import DamagedClip
from restoration.engine.film import SCAN
from restoration.recipe import PlacedTreatment
from restoration.recipe.scope import REGION_UNITS, Region
from restoration.recipe.treatments import MissedDefect
from restoration.stages.contract import DefectClass
from restoration.timebase import FrameRange

Mask = npt.NDArray[np.bool_]

_MARGIN: Final = 3
"""Pixels that a hand leaves around what it points out."""
_SMALLEST: Final = 16
"""Pixels of the smallest place that somebody would point out."""
_WHEN: Final = datetime(2026, 11, 22, tzinfo=UTC)


def notes_on(damaged: DamagedClip, kinds: Mapping[str, DefectClass]) -> list[PlacedTreatment]:
    """Return a note for each place of these kinds (names of masks of the clip), told as this class of defect."""
    return [
        PlacedTreatment(
            note_id=f"{kind}-{frame}-{number}",
            scan=SCAN,
            frames=FrameRange(frame, frame + 1),
            region=region,
            role="archivist",
            at=_WHEN,
            treatment=MissedDefect(defect_class=told),
        )
        for frame, masks in enumerate(damaged.masks)
        for kind, told in kinds.items()
        for number, region in enumerate(boxes(getattr(masks, kind)))
    ]


def boxes(places: Mask) -> Sequence[Region]:
    """Return a box around each connected place of a mask (HxW); specks apart by less than the margin are one."""
    height, width = places.shape
    side = 2 * _MARGIN + 1
    near = cv2.dilate(places.astype(np.uint8), np.ones((side, side), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    found = []
    for number in range(1, count):
        if (places & (labels == number)).sum() < _SMALLEST:
            continue
        left, top, across, down = (int(value) for value in stats[number, :4])
        # Rounded inwards: touching a pixel is enough to have it.
        x, y = -(-left * REGION_UNITS // width), -(-top * REGION_UNITS // height)
        right, bottom = (left + across) * REGION_UNITS // width, (top + down) * REGION_UNITS // height
        found.append(Region(x=x, y=y, width=right - x, height=bottom - y))
    return found
