"""Marks that more than one look at a scan gives."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from restoration.shots.detection import Shot


def with_cadence(shots: Sequence[Shot], measured: Sequence[Mapping[str, Any]]) -> list[Shot]:
    """Return the shots with the marks of the cadence analysis added (``summary["shots"]``), each mark once.

    Raises ValueError where `measured` is of other shots.
    """
    if [(shot.first, shot.count) for shot in shots] != [(row["first"], row["count"]) for row in measured]:
        raise ValueError("cadence was measured of other shots")
    return [
        replace(shot, marks=tuple(dict.fromkeys((*shot.marks, *row["marks"]))))
        for shot, row in zip(shots, measured, strict=True)
    ]
