"""Where narrow straight lines, upright or slanted by up to five degrees, may run down a picture."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int16]

STEEPEST = 0.0875
"""Columns a line may move a row: five degrees."""
FAINTEST = 0.25
"""A line is looked at from this mean evidence on: 1 would be a plain ridge of one sign in every band."""
FAINTEST_NARROW, STANDS_OUT = 0.15, 2.5
"""A narrow one from this, where it is so many times plainer than nine in ten of the lines around it..."""
USUAL, RAISED = 1.5, 0.5
"""...and its evidence is raised (twofold at most, up to RAISED) where it is plainer than USUAL times these."""

_SEARCHED = 960
"""Lines are looked for on pictures made about as narrow as this."""
_MEMORY = 0.12
"""The least part of a picture in the mean of ridges over the pictures of the shot so far."""
_MOST = 10
"""At most so many lines are taken, narrow ones and others apart."""
_WIDTHS = (0.0035, 0.008, 0.014)
"""Ridges are looked for at these full widths, as parts of the picture's width, the narrowest by itself too."""
_AROUND = 0.1
"""What is plain is told from this part of the width around."""
_QUIETEST = np.float32(0.7 / 255)
"""Codes by which a plain line stands out where there is nothing else."""
BORDER = 0.015
"""Lines nearer to the left or right border than this part of the width are edges of gate or mask."""
_ROWS_A_BAND = 8
_FULL = 100


@dataclass(frozen=True)
class Bands:
    """A picture as means of `count` bands of rows in full width (grey, codes 0..1), ``height`` rows before."""

    grey: Floats
    height: int

    @property
    def count(self) -> int:
        return int(self.grey.shape[0])

    @property
    def width(self) -> int:
        return int(self.grey.shape[1])

    @property
    def is_too_small(self) -> bool:
        """Whether no line can be told on it."""
        return self.width < 48 or self.height < 32


@dataclass(frozen=True)
class Candidate:
    """A line that may be there: its columns at the upper and the lower edge, and its mean evidence 0..1."""

    top: float
    bottom: float
    evidence: float


def bands(pixels: npt.NDArray[np.uint16], bit_depth: int) -> Bands:
    """Return the bands of an H x W x 3 picture of whole codes.

    They are so many that the steepest line moves by a column of the searched picture a band. All three layers weigh
    alike: a scratch in one layer of a colour film has one colour only.
    """
    height, width = pixels.shape[:2]
    count = 8
    while count < STEEPEST * height / _reduction(width):
        count *= 2
    edges = np.arange(count) * (height / count)
    total = np.zeros((count, width * 3), np.uint32)
    rows = pixels.reshape(height, -1)
    for part in range(_ROWS_A_BAND):
        total += rows[np.minimum((edges + (part + 0.5) / _ROWS_A_BAND * height / count).astype(np.intp), height - 1)]
    white = np.float32(((1 << bit_depth) - 1) * 3 * _ROWS_A_BAND)
    grey = cv2.transform(total.astype(np.float32).reshape(count, -1, 3), np.ones((1, 3), np.float32) / white)
    return Bands(np.asarray(grey, dtype=np.float32).reshape(count, -1), height)


class LineSearch:
    """Finds the lines that last through the pictures of a shot.

    Ridge test in each band against both sides (a step is none), the mean of it over the pictures so far, in which what
    runs through the film stays and what moves with the scene fades, then the sums along all lines by the approximate
    discrete Radon transform (Brady, SIAM J. Computing 1998). Narrow ridges are also looked at by themselves: beside
    broad ones, of which every scene is full, they would not show.
    """

    def __init__(self) -> None:
        self._lasting: Floats | None = None
        self._count = 0
        self._width = 0
        self._found: list[Candidate] | None = None

    def add(self, picture: Bands) -> None:
        """Take the next picture of the shot."""
        if picture.is_too_small:
            return
        width = round(picture.width / _reduction(picture.width))
        searched = cv2.resize(picture.grey, (width, picture.count), interpolation=cv2.INTER_AREA)
        now = _ridges(np.asarray(searched, dtype=np.float32))
        self._count += 1
        new = max(_MEMORY, 1 / self._count)
        before = now if self._lasting is None else self._lasting
        self._lasting = np.asarray(cv2.addWeighted(before, 1 - new, now, new, 0), dtype=np.float32)
        self._width, self._found = picture.width, None

    def candidates(self) -> list[Candidate]:
        """Return the lines of the shot so far, the plainest first."""
        if self._found is None:
            found: list[Candidate] = []
            if self._lasting is not None:
                narrow, plainest = np.split(self._lasting, 2)
                found += _found(narrow, self._width, is_narrow=True)
                found += _found(plainest, self._width, is_narrow=False)
            self._found = sorted(found, key=lambda line: -line.evidence)
        return self._found


def _reduction(width: int) -> int:
    return max(1, round(width / _SEARCHED))


def _found(ridges: Floats, width: int, *, is_narrow: bool) -> list[Candidate]:
    """Return the plainest lines over ridges, on a picture `width` columns wide."""
    whole = np.asarray(ridges, dtype=np.int16)
    rising, falling = _sums(whole), _sums(np.ascontiguousarray(whole[:, ::-1]))
    middle, slope = _best_slopes(rising, falling)
    evidence = np.abs(middle)
    found = []
    scale = width / len(middle)
    for column in _peaks(evidence, FAINTEST_NARROW if is_narrow else FAINTEST):
        plainness = _standing_out(evidence, column) if is_narrow else float(evidence[column])
        if plainness > 0:
            tilt = float(slope[column])
            top, bottom = ((column + lean + 0.5) * scale - 0.5 for lean in (-tilt / 2, tilt / 2))
            found.append(Candidate(top, bottom, plainness))
    return found[:_MOST]


def _standing_out(evidence: Floats, column: int) -> float:
    """Return the evidence of a narrow line, raised where it stands far out of those around it; 0 for a faint one."""
    reach, around = _reach(len(evidence)), int(_AROUND * len(evidence))
    left = evidence[max(0, column - around) : max(0, column - reach)]
    right = evidence[column + reach + 1 : column + around + 1]
    usual = max(float(np.quantile(np.concatenate([left, right]), 0.9)), 1e-6)
    own = float(evidence[column])
    if own < min(FAINTEST, STANDS_OUT * usual):
        return 0.0
    return max(own, min(RAISED, own * min(2.0, max(1.0, own / (USUAL * usual)))))


def _ridges(grey: Floats) -> Floats:
    """Return -100..100 per band and column: how plainly it is darker or brighter than both sides.

    Plain is what stands out of what stands out around it: in a quiet sky a scratch shows that foliage hides. In the
    first half of the rows (2 x bands) by the narrowest ridges, in the second by the plainest of all.
    """
    width = grey.shape[1]
    narrow, best = np.zeros((2, *grey.shape), np.float32)
    around = (int(_AROUND * width) | 1, 3)
    for part in _WIDTHS:
        core = max(3, int(part * width) | 1)
        mean = cv2.blur(grey, (core, 1))
        gap = core + core // 2
        padded = cv2.copyMakeBorder(mean, 0, 0, gap, gap, cv2.BORDER_REPLICATE)
        left, right = padded[:, : -2 * gap], padded[:, 2 * gap :]
        low, high = cv2.min(left, right), cv2.max(left, right)
        unlike = cv2.absdiff(mean, cv2.addWeighted(low, 0.5, high, 0.5, 0))
        level = _QUIETEST + np.float32(2.0) * cv2.blur(np.sqrt(unlike), around) ** 2
        ridge = (mean - cv2.max(cv2.min(mean, high), low)) / level
        np.copyto(best, ridge, where=np.abs(ridge) > np.abs(best))
        if part == _WIDTHS[0]:
            narrow[:] = best
    return np.asarray(np.clip(np.concatenate([narrow, best]), -1, 1) * np.float32(_FULL), dtype=np.float32)


def _sums(ridges: Whole) -> Whole:
    """Return S[shift, column]: the sum along the line from `column` in the first band to column + shift in the last."""
    count, width = ridges.shape
    parts = np.zeros((count, 1, width + count), np.int16)
    parts[:, 0, :width] = ridges
    while parts.shape[0] > 1:
        upper, lower = parts[::2], parts[1::2]
        shifts = parts.shape[1]
        parts = np.zeros((upper.shape[0], 2 * shifts, width + count), np.int16)
        for shift in range(2 * shifts):
            moved = (shift + 1) // 2
            parts[:, shift] = upper[:, shift // 2]
            parts[:, shift, : width + count - moved] += lower[:, shift // 2, moved:]
    return np.asarray(parts[0, :, :width])


def _best_slopes(rising: Whole, falling: Whole) -> tuple[Floats, Floats]:
    """Return, by the column in which a line crosses the middle row, the best mean evidence (signed) and its shift."""
    width = rising.shape[1]
    best, slope = np.zeros(width, np.int16), np.zeros(width, np.float32)
    count = rising.shape[0]
    for shift in range(count):
        half = shift // 2
        for sums, direction in ((rising[shift], 1), (falling[shift, ::-1], -1)):
            middle = np.zeros(width, np.int16)
            if direction > 0:
                middle[half:] = sums[: width - half]
            else:
                middle[: width - half] = sums[half:]
            better = np.abs(middle) > np.abs(best)
            best = np.where(better, middle, best)
            slope[better] = direction * shift
    return (best / np.float32(count * _FULL)).astype(np.float32), slope


def _reach(width: int) -> int:
    return max(2, round(0.008 * width))


def _peaks(evidence: Floats, faintest: float) -> list[int]:
    """Return the columns of the strongest local maxima, strongest first; of a plateau its middle."""
    width = len(evidence)
    reach = _reach(width)
    highest = cv2.dilate(evidence[None], np.ones((1, 2 * reach + 1), np.uint8))[0]
    border = max(4, round(BORDER * width))
    at = np.flatnonzero((evidence == highest) & (evidence > faintest))
    plateaus = np.split(at, np.flatnonzero(np.diff(at) > reach) + 1)
    middles = np.array([plateau[len(plateau) // 2] for plateau in plateaus if len(plateau)], dtype=np.intp)
    middles = middles[(middles >= border) & (middles < width - border)]
    return [int(column) for column in middles[np.argsort(-evidence[middles], kind="stable")]]
