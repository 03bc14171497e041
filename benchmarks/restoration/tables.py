"""A benchmark's results: rows of figures by method, the figures that were asked for, and whether they were reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import Literal

from benchmarks.figures import Figure

OURS = "Answerprint"
TRUTH = "(the truth)"
"""Row of what a perfect repair would give: no method and no peer."""


@dataclass(frozen=True)
class Measure:
    """A column. ``better``: whether more or less of it is better; None where neither is."""

    name: str
    unit: str = ""
    better: Literal["more", "less"] | None = None
    digits: int = 2


@dataclass(frozen=True)
class Target:
    """A figure to reach. Without ``limit`` every peer has to be beaten; ``row`` is the own row that is judged.

    ``peers``: only those whose name holds this; ``like``: of these only the one that comes nearest in another measure.
    """

    measure: str
    limit: float | None = None
    row: str = OURS
    peers: str = ""
    like: str | None = None


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

    @property
    def is_peer(self) -> bool:
        return not self.is_ours and self.method != TRUTH


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
    """The results of one task. ``said``: sentences about what was left out and why; ``measured``: when, how busy."""

    name: str
    about: str
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    targets: tuple[Target, ...] = ()
    said: tuple[str, ...] = ()
    seconds: float = 0.0
    measured: str = ""

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Every target judged on the own row that it names."""
        return tuple(self._verdict(target) for target in self.targets)

    def _verdict(self, target: Target) -> Verdict:
        measure = next(one for one in self.measures if one.name == target.measure)
        is_more = measure.better != "less"
        limit, wanted = target.limit, "at least" if is_more else "at most"
        row = next((row for row in self.rows if row.method == target.row), None)
        if limit is None:
            values = [row.values.get(measure.name, float("nan")) for row in self._peers(target, row)]
            values = [value for value in values if not isnan(value)]
            limit = (max(values) if is_more else min(values)) if values else None
            wanted = f"{target.peers or 'best peer'}{f' of like {target.like}' if target.like else ''}, {wanted}"
        value = None if row is None else row.values.get(measure.name)
        text = wanted if limit is None else f"{wanted} {limit:.{measure.digits}f}"
        if value is None or limit is None or isnan(value):
            return Verdict(measure.name, measure.unit, text, None, None, limit, "least" if is_more else "most")
        reached = value >= limit if is_more else value <= limit
        return Verdict(measure.name, measure.unit, text, value, reached, limit, "least" if is_more else "most")

    def _peers(self, target: Target, judged: Row | None) -> list[Row]:
        """Return the rows that a target without a limit has to beat."""
        peers = [row for row in self.rows if row.is_peer and target.peers in row.method]
        if target.like is None or judged is None or not peers:
            return peers
        wanted = judged.values[target.like]
        return [min(peers, key=lambda row: abs(row.values[target.like or ""] - wanted))]


def mean_row(method: str, by_clip: Mapping[str, Mapping[str, float]], seconds: Mapping[str, float]) -> Row:
    """Return the row of a method: the means of its figures over clips, leaving out what a clip does not say."""
    names = dict.fromkeys(name for values in by_clip.values() for name in values)
    means = {}
    for name in names:
        told = [values[name] for values in by_clip.values() if name in values and not isnan(values[name])]
        means[name] = sum(told) / len(told) if told else float("nan")
    return Row(method, means, sum(seconds.values()) / max(1, len(seconds)), by_clip)


def figures_of(tables: Sequence[Table]) -> tuple[Figure, ...]:
    """Return what was asked for and found, as figures with their limits."""
    return tuple(
        Figure(f"{table.name}, {verdict.measure}", verdict.value, verdict.unit, verdict.limit, verdict.at)
        for table in tables
        for verdict in table.verdicts
        if verdict.value is not None
    )
