"""A benchmark's results: rows of figures by method, the figures that were asked for, and whether they were reached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isnan
from typing import Literal

OURS = "Answerprint"
BEST_PEER = "best peer"


@dataclass(frozen=True)
class Measure:
    """A column. ``better``: whether more or less of it is better; None where neither is."""

    name: str
    unit: str = ""
    better: Literal["more", "less"] | None = None
    digits: int = 2


@dataclass(frozen=True)
class Target:
    """A figure to reach. Without ``limit`` every peer has to be beaten; ``row`` is the own row that is judged."""

    measure: str
    limit: float | None = None
    row: str = OURS


@dataclass(frozen=True)
class Row:
    """A method's figures: means over clips, and each clip's own; ``seconds``: processor seconds a frame."""

    method: str
    values: Mapping[str, float]
    seconds: float
    by_clip: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        return self.method.startswith(OURS)


@dataclass(frozen=True)
class Verdict:
    """One target and how it ended. ``reached`` is None where there was nothing to judge."""

    measure: str
    unit: str
    wanted: str
    value: float | None
    reached: bool | None
    limit: float | None = None
    at: Literal["most", "least"] = "least"


@dataclass(frozen=True)
class Table:
    """The results of one task. ``said``: sentences about what was left out and why."""

    name: str
    about: str
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    targets: tuple[Target, ...] = ()
    said: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every target judged on the own row that it names."""
        return tuple(self._verdict(target) for target in self.targets)

    def _verdict(self, target: Target) -> Verdict:
        measure = next(one for one in self.measures if one.name == target.measure)
        is_more = measure.better != "less"
        limit, wanted = target.limit, "at least" if is_more else "at most"
        if limit is None:
            peers = [row.values[measure.name] for row in self.rows if not row.is_ours and measure.name in row.values]
            peers = [value for value in peers if not isnan(value)]
            limit = (max(peers) if is_more else min(peers)) if peers else None
            wanted = f"{BEST_PEER}, {wanted}"
        row = next((row for row in self.rows if row.method == target.row), None)
        value = None if row is None else row.values.get(measure.name)
        text = wanted if limit is None else f"{wanted} {limit:.{measure.digits}f}"
        if value is None or limit is None or isnan(value):
            return Verdict(measure.name, measure.unit, text, None, None, limit, "least" if is_more else "most")
        reached = value >= limit if is_more else value <= limit
        return Verdict(measure.name, measure.unit, text, value, reached, limit, "least" if is_more else "most")


def mean_row(method: str, by_clip: Mapping[str, Mapping[str, float]], seconds: Mapping[str, float]) -> Row:
    """Return the row of a method: the means of its figures over clips, leaving out what a clip does not say."""
    names = dict.fromkeys(name for values in by_clip.values() for name in values)
    means = {}
    for name in names:
        told = [values[name] for values in by_clip.values() if name in values and not isnan(values[name])]
        means[name] = sum(told) / len(told) if told else float("nan")
    return Row(method, means, sum(seconds.values()) / max(1, len(seconds)), by_clip)
