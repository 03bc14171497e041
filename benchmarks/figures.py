"""What a benchmark finds: numbers with their unit, and the limit the design sets where it sets one."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Figure:
    """One number. ``limit`` is the design's; ``at`` says whether it is the most or the least allowed."""

    name: str
    value: float
    unit: str = ""
    limit: float | None = None
    at: Literal["most", "least"] = "most"

    @property
    def is_met(self) -> bool | None:
        """Whether the value keeps the limit; None without one."""
        if self.limit is None:
            return None
        return self.value <= self.limit if self.at == "most" else self.value >= self.limit


@dataclass(frozen=True)
class Group:
    """The figures of one benchmark. ``about``: what was measured, on what; ``seconds``: how long the benchmark took."""

    name: str
    about: str
    figures: tuple[Figure, ...]
    seconds: float = 0.0


def shown(value: float) -> str:
    """Return ``value`` with as many digits as mean something."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def percentile(values: list[float], share: float) -> float:
    """Return the smallest of ``values`` that at least ``share`` (0..1) of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * round(share * 1000) // 1000) - 1)]
