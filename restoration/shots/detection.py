"""Finding hard cuts, and flagging flashes, freezes, fades and dissolves.

Nothing is decided for people: marks are proposals. Dissolves and fades are no cuts: their frames stay with the shot
before the next hard cut. Wipes are not found.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from restoration.shots.likeness import Luma, Normal, normalised, shrunk, unlikeness
from restoration.shots.opticals import OpticalFinder

# A picture and its return within this many frames is a flash, not two cuts; no shot found is shorter.
_BLINK: Final = 3
# Unlikeness a cut has at least, and at most needs, whatever the scene around it does.
_LOWEST: Final = 0.33
_HIGHEST: Final = 0.5
_ABOVE_USUAL: Final = 0.25
_DEVIATIONS: Final = 6.0
_AROUND: Final = 12
# After a cut nothing resembles what was before: the nearest pair keeps this part of the cut's own unlikeness.
_KEPT: Final = 0.7
_FLASH_CODES: Final = 20.0
_BACK_CODES: Final = 10.0
_FREEZE_FRAMES: Final = 8
_FREEZE_MEAN: Final = 0.6
_FREEZE_MOST: Final = 6.0


@dataclass(frozen=True)
class Shot:
    """``count`` frames from ``first`` on.

    ``marks``: ``"flash"``, ``"freeze"``, ``"optical"`` (a fade or dissolve) where something in it looks like one.
    """

    first: int
    count: int
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Seen:
    index: int
    small: NDArray[np.float32]
    normal: Normal

    @property
    def mean(self) -> float:
        return float(self.small.mean())


@dataclass
class _Findings:
    """What one pass over the frames leaves; all lists by frame, the first frame has 0."""

    first: int = 0
    changes: list[float] = field(default_factory=list)
    persistence: dict[int, float] = field(default_factory=dict)
    stillness: list[bool] = field(default_factory=list)
    flashes: list[int] = field(default_factory=list)
    opticals: list[int] = field(default_factory=list)


def detect_shots(frames: Iterable[tuple[int, Luma]]) -> list[Shot]:
    """Cut an axis into shots.

    ``frames``: (index, luma) in order without gaps; luma as of ``small_luma``, or any 8-bit luma picture. Keeps a few
    frames in memory, whatever the length. Returns shots that cover the axis without gaps; none for no frames.
    """
    findings = _pass_over(frames)
    if not findings.changes:
        return []
    cuts = [0, *_cuts(findings), len(findings.changes)]
    freezes = _freezes(findings.stillness)
    shots = []
    for start, end in pairwise(cuts):
        marks = [
            mark
            for mark, found in (("flash", findings.flashes), ("freeze", freezes), ("optical", findings.opticals))
            if any(start <= frame < end for frame in found)
        ]
        shots.append(Shot(findings.first + start, end - start, tuple(marks)))
    return shots


def _pass_over(frames: Iterable[tuple[int, Luma]]) -> _Findings:
    findings = _Findings()
    opticals = OpticalFinder()
    window: deque[_Seen] = deque(maxlen=2 * _BLINK + 2)
    for index, luma in frames:
        small = shrunk(luma)
        normal = normalised(small)
        seen = _Seen(len(findings.changes), small.astype(np.float32), normal)
        if not findings.changes:
            findings.first = index
        last = window[-1] if window else None
        findings.changes.append(unlikeness(last.normal, normal) if last else 0.0)
        findings.stillness.append(last is not None and _is_still(last, seen))
        opticals.add(small)
        window.append(seen)
        _look_back(findings, window, seen.index - _BLINK)
    for frame in range(max(1, len(findings.changes) - _BLINK), len(findings.changes)):
        _look_back(findings, window, frame)
    findings.opticals = opticals.finish()
    return findings


def _look_back(findings: _Findings, window: deque[_Seen], frame: int) -> None:
    """Look at one frame once the frames after it are known (or the film is over)."""
    before = [seen for seen in window if frame - _BLINK - 1 <= seen.index < frame]
    after = [seen for seen in window if frame <= seen.index <= frame + _BLINK]
    if not before or not after:
        return
    if findings.changes[frame] >= _LOWEST:
        findings.persistence[frame] = min(unlikeness(b.normal, a.normal) for b in before for a in after)
    if _is_flash(findings.changes[frame], before[-1], after):
        findings.flashes.append(frame)


def _is_flash(change: float, before: _Seen, after: list[_Seen]) -> bool:
    """Whether the picture changes here, in content or only in brightness, and is back within three frames."""
    jump = abs(after[0].mean - before.mean)
    if change < _LOWEST and jump < _FLASH_CODES:
        return False
    return any(
        abs(later.mean - before.mean) < min(_BACK_CODES, max(jump / 2, 1.0))
        and unlikeness(before.normal, later.normal) < _LOWEST / 2
        for later in after[1:]
    )


def _is_still(last: _Seen, seen: _Seen) -> bool:
    difference = np.abs(seen.small - last.small)
    return bool(difference.mean() <= _FREEZE_MEAN and difference.max() <= _FREEZE_MOST)


def _cuts(findings: _Findings) -> list[int]:
    changes = np.array(findings.changes)
    cuts: list[int] = []
    for frame, nearest in sorted(findings.persistence.items()):
        change = changes[frame]
        if change < _threshold(changes, frame) or nearest < _KEPT * change:
            continue
        if cuts and frame - cuts[-1] <= _BLINK:
            # A flash on a cut makes two changes; the new picture starts at the greater.
            cuts[-1] = frame if change > changes[cuts[-1]] else cuts[-1]
        else:
            cuts.append(frame)
    return [frame for frame in cuts if frame >= 1]


def _threshold(changes: NDArray[np.float64], frame: int) -> float:
    """What a change must reach here: more where the scene around is restless."""
    around = np.concatenate([changes[max(1, frame - _AROUND) : frame], changes[frame + 1 : frame + 1 + _AROUND]])
    if around.size == 0:
        return _LOWEST
    usual = float(np.median(around))
    spread = float(np.median(np.abs(around - usual)))
    return float(np.clip(usual + max(_ABOVE_USUAL, _DEVIATIONS * spread), _LOWEST, _HIGHEST))


def _freezes(stillness: list[bool]) -> list[int]:
    """The frames that end a stretch of at least eight equal pictures."""
    found, run = [], 1
    for frame, is_still in enumerate(stillness):
        run = run + 1 if is_still else 1
        if run == _FREEZE_FRAMES:
            found.append(frame)
    return found
