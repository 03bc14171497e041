"""Mends splices and tears that it finds, and tears, stains and lost frames that people pointed out."""

from collections.abc import Mapping
from functools import partial
from typing import Final, cast

import cv2
import numpy as np

from restoration.motion.flow import Array, luma, neighbours
from restoration.stages.contract import StageOutput, StageWindow
from restoration.stages.defect_odds import odds_of
from restoration.stages.tear.clearing import cleared
from restoration.stages.tear.detect import tape_rows, torn
from restoration.stages.tear.mending import bridged, brought_back, lifted, replaced, shows_through
from restoration.stages.tear.rebuilding import can_be_rebuilt, rebuilt
from restoration.stages.tear.reference import Mask, Reference, aligned, inward, reference
from restoration.stages.tear.spec import SPLICE_FRAMES, TearParameters

REBUILT: Final = "lost_frame_rebuilt"
NOT_REBUILT: Final = "lost_frame_has_no_neighbours"
REFUSED: Final = "lost_frame_neighbours_disagree"


def apply(window: StageWindow) -> StageOutput:
    """Return the mended picture and the mask of what was mended; exactly the pixels in the mask may differ.

    Nothing is invented by itself: a lost frame is made anew from its neighbours only where somebody said that it is
    lost, and the frame is flagged ``lost_frame_rebuilt``. One that they cannot give is left as it is and flagged
    ``lost_frame_neighbours_disagree``, or ``lost_frame_has_no_neighbours``.
    """
    parameters = cast(TearParameters, window.parameters)
    frames = {index - window.index: frame for index, frame in window.frames.items()}
    looks_for_tape = parameters.splices == 1 and _is_beside_cut(window)
    if not (looks_for_tape or parameters.tears or window.missed):
        return _untouched(window)
    made = reference(frames)
    pixels, mask = window.current, np.zeros(window.current.shape[:2], bool)
    lost = window.missed.get("lost_frame")
    if lost is not None and lost.any():
        refusal = _refusal(made, lost)
        if made is None or refusal:
            return StageOutput(window.current, mask=mask, flags=refusal)
        pixels, mask = replaced(pixels, rebuilt(frames, made, window.models.get("framenet")), lost), lost.copy()
    for place in _places(window, frames, made, parameters, looks_for_tape=looks_for_tape):
        left = place & ~mask
        if left.any():
            pixels = _mended(pixels, made, left)
            mask |= left
    stain = window.missed.get("stain")
    if stain is not None and (stain & ~mask).any():
        others = {offset: frame for offset, frame in frames.items() if offset}
        pixels, stained = cleared(pixels, others, made, stain & ~mask)
        mask |= stained
    if not mask.any():
        return _untouched(window)
    # Two bits are equal or the pixel is in the mask: a mended pixel that came out as it was stays in it.
    return StageOutput(np.where(mask[..., None], pixels, window.current), mask=mask, flags=_flags(lost))


def _refusal(made: Reference | None, lost: Mask) -> tuple[str, ...]:
    if made is None:
        return (NOT_REBUILT,)
    return () if can_be_rebuilt(made, lost) else (REFUSED,)


def _flags(lost: Mask | None) -> tuple[str, ...]:
    return (REBUILT,) if lost is not None and lost.any() else ()


def _untouched(window: StageWindow) -> StageOutput:
    return StageOutput(window.current, mask=np.zeros(window.current.shape[:2], bool))


def _is_beside_cut(window: StageWindow) -> bool:
    if window.shot is None:
        return False
    first, end = window.shot
    return window.index - first < SPLICE_FRAMES or end - 1 - window.index < SPLICE_FRAMES


def _places(
    window: StageWindow,
    frames: Mapping[int, Array],
    made: Reference | None,
    parameters: TearParameters,
    *,
    looks_for_tape: bool,
) -> list[Mask]:
    """Return what is to be mended, found and pointed out, the surest first."""
    frame, places = window.current, []
    pointed_out = window.missed.get("tear")
    if pointed_out is not None:
        places.append(pointed_out)
    if made is None:
        return places
    factor = 2.0 ** (1 - parameters.sensitivity / 500)
    nothing = np.zeros(frame.shape[:2], bool)
    inner = inward(frames, window.index, window.shot) if looks_for_tape and window.shot is not None else None
    if inner is not None:
        rows = tape_rows(frame, aligned(inner, frame, nothing), factor)
        places.append(np.repeat(rows[:, None], frame.shape[1], axis=1))
    if parameters.tears:
        ask = partial(_tears_seen, window) if "defectnet" in window.models else None
        places.append(torn(luma(frame), [one.seen_as_luma() for one in neighbours(frames)], factor, ask))
    return places


def _tears_seen(window: StageWindow) -> Array:
    """Return the network's log-odds of a tear."""
    odds = odds_of(window)
    assert odds is not None  # noqa: S101 -- asked only where the window has the network
    return odds["tear"]


def _mended(frame: Array, made: Reference | None, place: Mask) -> Array:
    """Bring the film's own light back where it shows through, else take the reference; without one, span the place."""
    if made is None:
        return lifted(frame, place, ~place)
    there = aligned(made, frame, place)
    return _by_parts(frame, there, place)


def _by_parts(frame: Array, there: Reference, place: Mask) -> Array:
    pixels = frame
    count, labels = cv2.connectedComponents(place.astype(np.uint8), connectivity=8)
    for number in range(1, count):
        part = labels == number
        if shows_through(frame, there, part):
            pixels = np.where(part[..., None], brought_back(frame, there.pixels, part), pixels)
        else:
            pixels = bridged(pixels, there, part)
    return pixels
