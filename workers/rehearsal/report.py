"""What a rehearsal found: a line per promise, with a tick or the reason."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Promise:
    """One promise of the product, and whether it was kept."""

    name: str
    kept: bool
    reason: str


@dataclass
class Report:
    """Everything a rehearsal measured."""

    promises: list[Promise] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time a step under ``name``."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(time.monotonic() - started, 2)

    def promise(self, name: str, *, kept: bool, reason: str) -> None:
        """Note whether a promise was kept, with the figures that say so."""
        self.promises.append(Promise(name=name, kept=kept, reason=reason))

    @property
    def all_kept(self) -> bool:
        return bool(self.promises) and all(promise.kept for promise in self.promises)

    def as_json(self) -> str:
        return json.dumps(
            {
                "kept": self.all_kept,
                "promises": [asdict(promise) for promise in self.promises],
                "seconds": self.seconds,
            },
            ensure_ascii=False,
            indent=2,
        )

    def as_table(self) -> str:
        """Return the promises and the time of each step, for a terminal."""
        width = max((len(promise.name) for promise in self.promises), default=0)
        lines = [
            f"{'✓' if promise.kept else '✗'} {promise.name.ljust(width)}  {promise.reason}" for promise in self.promises
        ]
        lines.append("")
        lines += [f"  {name.ljust(width)}  {seconds:8.2f} s" for name, seconds in self.seconds.items()]
        return "\n".join(lines)
