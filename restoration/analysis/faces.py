"""Faces: nobody is to be given another one, and energy alone cannot see that a stroke is wrong there.

YuNet looks at every third picture of a shot and at its last; between two of them a face is on its way from one place to
the other.
"""

from typing import Final

import numpy as np

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.luma import Array
from restoration.analysis.seen import Seen
from restoration.models.registry import has_model
from restoration.models.yunet.detector import FaceBox, FaceDetector
from restoration.models.yunet.spec import SPEC

KIND: Final = "faces"
MOST: Final = 24
"""Boxes kept of one frame, the largest ones."""
NONE: Final = -1
EVERY: Final = 3
"""Pictures from one that is looked at to the next."""
AROUND: Final = 0.25
"""Hair, ears and neck belong to a face: so much of its box is added on each side."""
_ALIKE: Final = 0.2
"""A face is the same in two pictures when its boxes share this much of what they cover together."""
_DARK, _BRIGHT = 1, 99
"""Per cent of the pixels between which the contrast is stretched for the detector: logarithmic codes are flat."""


class FaceMeasure:
    """Finds faces in positive pictures and in negative ones.

    A face that is missed between two pictures that show it is filled in. A frame's boxes depend on pictures at most
    2 * EVERY to each side, all of them in its shot.
    """

    def __init__(self, scan: tuple[int, ...], measured: tuple[int, ...]) -> None:
        """`scan`, `measured`: height and width of the scan and of the luma that is looked at. Raises ModelBroken."""
        self._scale = (scan[1] / measured[1], scan[0] / measured[0])
        self._scan = scan
        self._detector = FaceDetector(measured[0], measured[1]) if has_model(SPEC.name) else None
        self._looks: dict[int, list[FaceBox]] = {}
        self._last: Array | None = None
        self._count = 0
        self._shots: list[list[list[FaceBox]]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        if self._count % EVERY == 0:
            self._looks[self._count] = self._found(seen.small)
        self._last, self._count = seen.small, self._count + 1

    def end_shot(self) -> None:
        """Look at the last picture of the shot, and say of those between where their faces are."""
        if self._last is not None and self._count - 1 not in self._looks:
            self._looks[self._count - 1] = self._found(self._last)
        numbers = sorted(self._looks)
        looks = _filled({number: self._looks[number] for number in numbers})
        self._shots.append([_between(looks, frame) for frame in range(self._count)])
        self._looks, self._last, self._count = {}, None, 0

    def finish(self) -> Analysis:
        """Return `boxes` (N x 24 x 4: left, top, right, bottom edge in scan pixels, -1 where none) and `present` (N).

        Where no detector is installed there are none, and the summary says so: its `frames_with_faces` are None.
        """
        frames = [faces for shot in self._shots for faces in shot]
        boxes = np.full((len(frames), MOST, 4), NONE, np.int32)
        for frame, faces in enumerate(frames):
            for place, box in enumerate(sorted(faces, key=_size, reverse=True)[:MOST]):
                boxes[frame, place] = self._on_scan(box)
        present = np.array([bool(faces) for faces in frames], dtype=np.int32)
        summary = {
            "frames_with_faces": self._told(int(present.sum())),
            "shots": [{"frames_with_faces": self._told(sum(bool(faces) for faces in shot))} for shot in self._shots],
        }
        return Analysis(KIND, pack({"boxes": boxes, "present": present}), summary)

    def _told(self, count: int) -> int | None:
        return None if self._detector is None else count

    def _found(self, small: Array) -> list[FaceBox]:
        if self._detector is None:
            return []
        low, high = np.percentile(small, (_DARK, _BRIGHT))
        picture = (np.clip((small - low) / max(float(high - low), 1 / 255), 0, 1) * 255).astype(np.uint8)
        return self._detector.faces(picture) or self._detector.faces(255 - picture)

    def _on_scan(self, box: FaceBox) -> list[int]:
        """Return a box with what is around a face in scan pixels, inside the scan."""
        (across, down), (height, width) = self._scale, self._scan
        left, top, right, bottom = box
        beside, above = AROUND * (right - left), AROUND * (bottom - top)
        return [
            max(0, int((left - beside) * across)),
            max(0, int((top - above) * down)),
            min(width, int(np.ceil((right + beside) * across))),
            min(height, int(np.ceil((bottom + above) * down))),
        ]


def _size(box: FaceBox) -> int:
    return (box[2] - box[0]) * (box[3] - box[1])


def _on_the_way(one: FaceBox, other: FaceBox, part: float) -> FaceBox:
    """Return where a face is after a part (0..1) of the way from one place to the other."""
    left, top, right, bottom = (round(low + part * (high - low)) for low, high in zip(one, other, strict=True))
    return left, top, right, bottom


def _same(box: FaceBox, others: list[FaceBox]) -> FaceBox | None:
    """Return the face among others that a box shows; None for no such."""

    def alike(other: FaceBox) -> float:
        across, down = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
        shared = max(0, across) * max(0, down)
        return shared / (_size(box) + _size(other) - shared)

    best = max(others, key=alike, default=None)
    return best if best is not None and alike(best) >= _ALIKE else None


def _filled(looks: dict[int, list[FaceBox]]) -> dict[int, list[FaceBox]]:
    """Add the faces that are missed on one look between two that show them; looks by frame, in their order."""
    filled = {frame: list(faces) for frame, faces in looks.items()}
    numbers = list(looks)
    for first, frame, last in zip(numbers, numbers[1:], numbers[2:], strict=False):
        for box in looks[first]:
            after = _same(box, looks[last])
            missed = None if after is None else _on_the_way(box, after, (frame - first) / (last - first))
            if missed is not None and _same(missed, looks[frame]) is None:
                filled[frame].append(missed)
    return filled


def _between(looks: dict[int, list[FaceBox]], frame: int) -> list[FaceBox]:
    """Return the faces of a frame: as they were found on it, or as the looks before and after it show them."""
    if frame in looks:
        return looks[frame]
    first = max(number for number in looks if number < frame)
    last = min(number for number in looks if number > frame)
    part, after = (frame - first) / (last - first), looks[last]
    pairs = [(box, _same(box, after)) for box in looks[first]]
    kept = [box if other is None else _on_the_way(box, other, part) for box, other in pairs]
    return kept + [box for box in after if _same(box, looks[first]) is None]
