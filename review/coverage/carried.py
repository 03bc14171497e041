"""What was watched under one assembly, on the frames of another. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

from review.coverage.ranges import Range, merged
from review.restorations.axis import Stretch, clipped


def carried(watched: Iterable[Range], before: Sequence[Stretch], now: Sequence[Stretch]) -> list[Range]:
    """Return ``watched`` frames of ``before`` as frames of ``now``: a picture is the same wherever it is shown.

    What is shown no more is left out, and so are slugs, which show nothing. Ordered ranges that do not touch.
    """
    places: dict[Hashable, list[Stretch]] = defaultdict(list)
    for stretch in now:
        places[stretch.axis].append(stretch)
    seen = [part for one in watched for part in _shown(before, one) if part.axis is not None]
    return merged(_moved(part, place) for part in seen for place in places[part.axis])


def _shown(stretches: Sequence[Stretch], frames: Range) -> list[Stretch]:
    first, end = frames
    begin = bisect_right(stretches, first, key=lambda stretch: stretch.shown_first) - 1
    until = bisect_left(stretches, end, key=lambda stretch: stretch.shown_first)
    return clipped(stretches[max(begin, 0) : until], first, end)


def _moved(part: Stretch, place: Stretch) -> Range:
    """Return where ``place`` shows frames of ``part``; empty where it shows none of them."""
    first, end = max(part.first, place.first), min(part.first + part.count, place.first + place.count)
    shift = place.shown_first - place.first
    return first + shift, max(first, end) + shift
