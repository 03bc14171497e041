"""Pictures that were made so and look like faults: step-printed, frozen, flashing and undercranked clips."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

_STEP = 4
_UNDERCRANK = 3
_FLASH = np.float32(1.6)


def as_made_clip(kind: str, clean: Sequence[Array]) -> list[Array]:
    """Return a clean clip (HxWx3 0..1) as a film maker printed or shot it; as many frames, but undercranked a third.

    ``step_printed``: four frames run, the fourth is held for four, the next four are left out (what *Chungking
    Express* opens with, there in twelves). ``frozen``: from the middle on one frame is held. ``flashing``: every
    other frame of the middle third is lighter (strobing, neon). ``undercranked``: every third frame. Repeats are equal
    to the bit. Raises KeyError for another kind.
    """
    return _MAKE[kind](clean)


def _step_printed(clean: Sequence[Array]) -> list[Array]:
    group = 2 * _STEP
    return [clean[index - max(0, index % group - (_STEP - 1))] for index in range(len(clean))]


def _frozen(clean: Sequence[Array]) -> list[Array]:
    middle = len(clean) // 2
    return [clean[min(index, middle)] for index in range(len(clean))]


def _flashing(clean: Sequence[Array]) -> list[Array]:
    third = len(clean) // 3
    return [
        np.minimum(picture * _FLASH, np.float32(1)) if third <= index < 2 * third and index % 2 else picture
        for index, picture in enumerate(clean)
    ]


def _undercranked(clean: Sequence[Array]) -> list[Array]:
    return list(clean[::_UNDERCRANK])


_MAKE: Final[dict[str, Callable[[Sequence[Array]], list[Array]]]] = {
    "step_printed": _step_printed,
    "frozen": _frozen,
    "flashing": _flashing,
    "undercranked": _undercranked,
}
AS_MADE: Final = tuple(_MAKE)
