"""What became of a patch: waiting for a run, laid, laid or left out with something to look at, or withdrawn. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

PatchState = Literal["waiting", "laid", "needs_look", "withdrawn"]


@dataclass(frozen=True)
class LaidFrames:
    """What a version's renders laid: the patches of each scan's frames, and what they flagged there."""

    _laid: set[tuple[int, int, str]] = field(default_factory=set)
    _flags: dict[tuple[int, int], set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, scan: int, stages: Iterable[Mapping[str, Any]], flags: Mapping[str, Sequence[int]]) -> None:
        """Take a segment: the ``stages`` of its request's chain, and by flag the frames in its report."""
        for stage in stages:
            for patch in stage.get("patches", ()):
                self._laid.add((scan, patch["frame"], patch["digest"]))
        for flag, frames in flags.items():
            for frame in frames:
                self._flags[scan, frame].add(flag)

    def standing(self, scan: int, frame: int, digest: str) -> tuple[PatchState, list[str]]:
        """Return what became of a patch that is not withdrawn, and what was flagged on its frame."""
        if (scan, frame, digest) not in self._laid:
            return "waiting", []
        flags = sorted(self._flags.get((scan, frame), ()))
        return ("needs_look" if flags else "laid"), flags
