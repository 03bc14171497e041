"""Running scratches: narrow lines that keep their columns while the picture moves, tracked through each shot."""

from typing import Any

import numpy as np
import numpy.typing as npt

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.scratch_lines import bands, find_lines, without_lines
from restoration.analysis.scratch_motion import UNKNOWN, Floats, as_a_whole, coarse, sideways
from restoration.analysis.scratch_tracks import SeenLine, Track, tracks
from restoration.analysis.seen import Seen

KIND = "scratch"
UNIT = 256
"""Places and widths are whole numbers of 1/256 pixel of the scan."""
MOST = 12
"""At most so many scratches are kept in a shot."""
NONE = -1
"""Where a shot has fewer scratches, or a scratch is not on a picture."""
SURE = 500
"""A summary counts tracks from this confidence on (1/1000), which is what the stage repairs at neutral sensitivity."""

_COLUMNS = ("top", "bottom", "sigma", "strength", "first_row", "end_row", "confidence")


class ScratchMeasure:
    """Looks for lines on every picture and joins them into tracks at the end of the shot."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._before: Floats | None = None
        self._pictures: list[list[SeenLine]] = []
        self._rows: list[npt.NDArray[np.int32]] = []
        self._shots: list[dict[str, Any]] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot; one that repeats the last shows the same lines and no motion."""
        if seen.is_held and self._pictures:
            self._pictures.append([SeenLine(one.line, 0.0, 0.0) for one in self._pictures[-1]])
            return
        picture = bands(seen.pixels, seen.bit_depth)
        lines = find_lines(picture)
        slopes = coarse(without_lines(picture, lines))
        beside, whole = [UNKNOWN] * len(lines), UNKNOWN
        if self._before is not None and lines:
            beside = sideways(self._before, slopes, [line.middle for line in lines])
            whole = as_a_whole(self._before, slopes)
        self._pictures.append([SeenLine(line, move, whole) for line, move in zip(lines, beside, strict=True)])
        self._before = slopes

    def end_shot(self) -> None:
        """Join the lines of the shot whose pictures were added since the last call."""
        count = len(self._pictures)
        found = tracks(self._pictures, self._width, MOST)
        rows = np.full((count, MOST, len(_COLUMNS)), NONE, np.int32)
        for number, track in enumerate(found):
            rows[track.first : track.end, number] = _rows(track)
        self._rows.append(rows)
        self._shots.append(
            {
                "pictures": count,
                "scratches": sum(round(1000 * track.confidence) >= SURE for track in found),
                "tracks": [_told(track, self._width) for track in found if round(1000 * track.confidence) >= SURE // 2],
            }
        )
        self._before, self._pictures = None, []

    def finish(self) -> Analysis:
        """Return, per picture and track (N x 12, -1 where there is none), `top`, `bottom`, `sigma` (1/256 px).

        `top` and `bottom` are the columns in which the line crosses the upper edge of the first and the lower edge of
        the last row; `strength` is by how much it is brighter (1/10000 of the codes' range; darker is negative, -1
        never occurs), `first_row` and `end_row` bound the rows that show it, `confidence` is in 1/1000. What belongs
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


def _rows(track: Track) -> npt.NDArray[np.int32]:
    """Return the values of each picture from the track's first to its last; unseen ones lie in between."""
    numbers = sorted(track.lines)
    lines = [track.lines[number].line for number in numbers]
    wanted = np.arange(track.first, track.end)
    middle = np.interp(wanted, numbers, [line.middle for line in lines])
    tilt = float(np.median([line.bottom - line.top for line in lines]))
    strength = round(10_000 * float(np.median([line.strength for line in lines])))
    whole = {
        "sigma": round(UNIT * float(np.median([line.sigma for line in lines]))),
        "strength": strength if strength != NONE else -2,
        "first_row": round(float(np.quantile([line.first for line in lines], 0.25))),
        "end_row": round(float(np.quantile([line.end for line in lines], 0.75))),
        "confidence": round(1000 * track.confidence),
    }
    rows = np.empty((len(wanted), len(_COLUMNS)), np.int32)
    rows[:, 0] = np.round((middle - tilt / 2) * UNIT)
    rows[:, 1] = np.round((middle + tilt / 2) * UNIT)
    for number, name in enumerate(_COLUMNS[2:], start=2):
        rows[:, number] = whole[name]
    return rows


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
