"""Which sound of a medium belongs to which frames of the scan: one to one, or followed through undone pull-down."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate

from restoration.timebase import SOUND_RATE, FrameRate, first_sample


@dataclass(frozen=True)
class SoundRun:
    """Samples ``[first, first + count)`` of the scan are the medium's from ``medium_first`` on.

    Both counted at 48,000 a second from the beginning of frame 0.
    """

    first: int
    count: int
    medium_first: int

    @property
    def medium_end(self) -> int:
        """Where its sound ends in the medium."""
        return self.medium_first + self.count


class RunsOfMedium:
    """Runs by their place in the medium, found without looking at all of them: a spliced tape has thousands."""

    def __init__(self, runs: Sequence[SoundRun]) -> None:
        self._runs = sorted(runs, key=lambda run: run.medium_first)
        self._firsts = [run.medium_first for run in self._runs]
        # The furthest end so far rises even where a splice goes back.
        self._ends = list(accumulate((run.medium_end for run in self._runs), max))

    def within(self, first: int, end: int) -> list[SoundRun]:
        """Return the runs that hold some of the medium's samples ``[first, end)``."""
        candidates = self._runs[bisect_right(self._ends, first) : bisect_left(self._firsts, end)]
        return [run for run in candidates if run.medium_end > first]


def whole_run(frame_count: int, rate: FrameRate) -> list[SoundRun]:
    """The one run of a scan whose frames are the medium's."""
    return [SoundRun(0, first_sample(frame_count, rate), 0)]


def pulled_down_runs(frames: Sequence[tuple[int, int]], film_rate: FrameRate, medium_rate: FrameRate) -> list[SoundRun]:
    """The runs of a scan whose frames were woven from the medium's: (top, bottom) lines of each.

    Within the rhythm of pull-down a picture lies up to three quarters of a frame off the beat and its sound does not; a
    run ends where the pictures have moved on by more than one frame of the medium, as at the splices of a tape that
    was edited after telecine. So sound is never further than that from its picture.
    """
    late = [min(pair) / medium_rate.fraction - number / film_rate.fraction for number, pair in enumerate(frames)]
    starts = _starts(late, 1 / medium_rate.fraction)
    runs = []
    for start, end in zip(starts, [*starts[1:], len(frames)], strict=True):
        first = first_sample(start, film_rate)
        medium_first = round((start / film_rate.fraction + max(late[start:end])) * SOUND_RATE)
        runs.append(SoundRun(first, first_sample(end, film_rate) - first, medium_first))
    return runs


def _starts(late: Sequence[Fraction], most: Fraction) -> list[int]:
    starts: list[int] = []
    least = greatest = Fraction(0)
    for number, one in enumerate(late):
        if not starts or max(greatest, one) - min(least, one) > most:
            starts.append(number)
            least = greatest = one
        least, greatest = min(least, one), max(greatest, one)
    return starts
