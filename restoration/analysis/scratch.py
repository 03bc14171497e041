"""Running scratches: narrow lines that keep their columns while the picture moves, tracked through each shot."""

from collections import deque
from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.scratch_lines import Line, extent, fitted, without_lines
from restoration.analysis.scratch_motion import UNKNOWN, Floats, as_a_whole, coarse, sideways
from restoration.analysis.scratch_parting import SeenLine
from restoration.analysis.scratch_ridges import Bands, LineSearch, bands
from restoration.analysis.scratch_tracks import Track, tracks
from restoration.analysis.seen import Seen

KIND = "scratch"
UNIT = 256
"""Places and widths are whole numbers of 1/256 pixel of the scan."""
MOST = 12
"""At most so many scratches are kept in a shot."""
NONE = -1
"""Where a shot has fewer scratches, or a scratch is not on a picture."""
AHEAD = 8
"""The lines on a picture are those that the shot shows up to so many pictures later: what lasts is known by then."""
BEYOND = 3
"""A scratch may be too faint to be seen for so many pictures before the first and after the last that shows it."""
SURE = 500
"""A summary counts tracks from this confidence on (1/1000), which is what the stage repairs at neutral sensitivity."""

_COLUMNS = ("top", "bottom", "sigma", "strength", "first_row", "end_row", "confidence", "in_codes")


class ScratchMeasure:
    """Looks for lines on every picture and joins them into tracks at the end of the shot."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._height = 0
        self._search = LineSearch()
        self._waiting: deque[Bands | None] = deque()
        self._before: Floats | None = None
        self._pictures: list[list[SeenLine]] = []
        self._rows: list[npt.NDArray[np.int32]] = []
        self._shots: list[dict[str, Any]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot; one that repeats the last shows the same lines and no motion."""
        is_repeat = seen.is_held and bool(self._pictures or self._waiting)
        if is_repeat:
            self._waiting.append(None)
        else:
            self._height = seen.pixels.shape[0]
            picture = bands(seen.pixels, seen.bit_depth)
            self._search.add(picture)
            self._waiting.append(picture)
        if len(self._waiting) > AHEAD:
            self._look_at(self._waiting.popleft())

    def _look_at(self, picture: Bands | None) -> None:
        """Fit the lines that last to the next picture in order; None is a repeat of the one before."""
        if picture is None:
            self._pictures.append([SeenLine(one.line, 0.0, 0.0, 0.0) for one in self._pictures[-1]])
            return
        lines = fitted(picture, self._search.candidates())
        slopes = coarse(without_lines(picture, lines))
        beside, whole = [UNKNOWN] * len(lines), (UNKNOWN, UNKNOWN)
        if self._before is not None and lines:
            beside = sideways(self._before, slopes, [line.middle for line in lines])
            whole = as_a_whole(self._before, slopes)
        self._pictures.append([SeenLine(line, move, *whole) for line, move in zip(lines, beside, strict=True)])
        self._before = slopes

    def end_shot(self) -> None:
        """Join the lines of the shot whose pictures were added since the last call."""
        while self._waiting:
            self._look_at(self._waiting.popleft())
        count = len(self._pictures)
        found = tracks(self._pictures, self._width, MOST)
        rows = np.full((count, MOST, len(_COLUMNS)), NONE, np.int32)
        for number, track in enumerate(found):
            first, end = max(0, track.first - BEYOND), min(count, track.end + BEYOND)
            rows[first:end, number] = _rows(track, np.arange(first, end), self._height)
        self._rows.append(rows)
        self._shots.append(
            {
                "pictures": count,
                "scratches": sum(round(1000 * track.confidence) >= SURE for track in found),
                "tracks": [_told(track, self._width) for track in found if round(1000 * track.confidence) >= SURE // 2],
            }
        )
        self._search, self._before, self._pictures = LineSearch(), None, []

    def finish(self) -> Analysis:
        """Return, per picture and track (N x 12, -1 where there is none), `top`, `bottom`, `sigma` (1/256 px).

        `top` and `bottom` are the columns in which the line crosses the upper edge of the first and the lower edge of
        the last row; `strength` is by how much it is brighter (1/10000 of the codes' range; darker is negative, -1
        never occurs), `first_row` and `end_row` bound the rows that show it, `confidence` is in 1/1000,
        `in_codes` is 1 where it adds up in codes rather than in density. What belongs
        to a track (all but its columns) is the same on all its pictures. No value depends on another shot.
        """
        rows = np.concatenate(self._rows)
        columns = {name: rows[..., number] for number, name in enumerate(_COLUMNS)}
        summary = {
            "unit": "px",
            "scratched_frames": int((columns["confidence"].max(axis=1) >= SURE).sum()),
            "shots": self._shots,
        }
        return Analysis(KIND, pack(columns), summary)


def _rows(track: Track, wanted: npt.NDArray[np.intp], height: int) -> npt.NDArray[np.int32]:
    """Return the values of the wanted pictures; those that do not show it lie in between, or beyond an end."""
    numbers = sorted(track.lines)
    lines = [track.lines[number].line for number in numbers]
    middle = np.interp(wanted, numbers, [line.middle for line in lines])
    seen = extent(lines)
    tilt = float(np.median([line.bottom - line.top for line in lines]))
    strength = round(10_000 * float(np.median([line.strength for line in lines])))
    whole = {
        "sigma": round(UNIT * float(np.median([line.sigma for line in lines]))),
        "strength": strength if strength != NONE else -2,
        "first_row": round(height * seen.first),
        "end_row": round(height * seen.end),
        "confidence": round(1000 * track.confidence),
        "in_codes": int(np.mean([_preferred(line) for line in lines]) > 0),
    }
    rows = np.empty((len(wanted), len(_COLUMNS)), np.int32)
    rows[:, 0] = np.round((middle - tilt / 2) * UNIT)
    rows[:, 1] = np.round((middle + tilt / 2) * UNIT)
    for number, name in enumerate(_COLUMNS[2:], start=2):
        rows[:, number] = whole[name]
    return rows


def _preferred(line: Line) -> float:
    """Return -1..1: by which part a line on codes leaves less than one in density; pictures count alike."""
    density, codes = line.left
    return (density - codes) / max(density + codes, 1e-12)


def _told(track: Track, width: int) -> dict[str, Any]:
    """Return a track for people."""
    lines = [one.line for one in track.lines.values()]
    return {
        "column": round(float(np.median([line.middle for line in lines])), 1),
        "width": round(2.355 * float(np.median([line.sigma for line in lines])), 1),
        "is_bright": bool(np.median([line.strength for line in lines]) > 0),
        "first": track.first,
        "count": track.end - track.first,
        "confidence": round(1000 * track.confidence),
    }
