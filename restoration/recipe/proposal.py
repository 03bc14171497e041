"""A recipe to begin with: from what was measured on each shot, and from what the element is.

Pure: reads the summaries of the analyses as they are stored, and writes a recipe. A stage that finds nothing to do on
a shot is left out there, so that a good scan stays as it is. Nothing that is for people to decide is switched on: grain
is left as the picture, and colour as it was scanned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from restoration.models.registry import has_model
from restoration.recipe.model import Recipe, ScopedParameters, StageEntry
from restoration.recipe.scope import ShotScope
from restoration.stages.registry import stage_specs
from restoration.stages.upscale.spec import FAITHFUL

DIRT_PPM: Final = 15
"""Dirt, in parts per million of the picture, below which a shot has none: about what clean film is taken for."""
WEAVE_PX: Final = 0.05
FLICKER_PERCENT: Final = 0.1
WIDEST_2K: Final = 2048
"""Pixels: whoever has a scan of this width or less enlarged has it done by the faithful tier."""
ELEMENTS: Final[Mapping[str, int]] = {
    "camera_negative": 1,
    "interpositive": 2,
    "internegative": 2,
    "print": 3,
    "video": 4,
}
"""The color stage's number of each kind of element; 0 is unknown."""

_DYES: Final[Mapping[str, str]] = {
    "camera_negative": "negative",
    "interpositive": "intermediate",
    "internegative": "intermediate",
    "print": "print",
}
"""The fade analysis's name of each kind of element; of the others it knows nothing."""
TRUSTED: Final = 0.5
MOST_LOST: Final = 850
"""What the color stage takes at most."""

Summary = Mapping[str, Any]


@dataclass(frozen=True)
class ScanFindings:
    """What is known of one scan.

    ``shots``: first frame of each, in order. ``summaries``: by kind of analysis, as ``Analysis.summary``; a kind that
    was not measured proves nothing. ``element``: what was scanned, as the catalogue names it. ``coding``: what the
    codes stand for, as ``ScanCoding.coding``. ``width``: of its pictures, in pixels; 0 where it is not known.
    """

    scan: str
    shots: Sequence[int]
    summaries: Mapping[str, Summary] = field(default_factory=dict)
    element: str = "unknown"
    coding: str = "display"
    has_infrared: bool = False
    width: int = 0

    def of_shots(self, kind: str) -> Sequence[Summary | None]:
        """Return what was measured on each shot; None where it was not."""
        rows = self.summaries.get(kind, {}).get("shots", ())
        return list(rows) if len(rows) == len(self.shots) else [None] * len(self.shots)


def propose_recipe(scans: Sequence[ScanFindings]) -> Recipe:
    """Return the recipe to begin with for a film of these scans, every parameter written out."""
    entries = {spec.name: spec.parameters.defaults() for spec in stage_specs()}
    if "prepare" in entries and any(scan.has_infrared for scan in scans):
        entries["prepare"]["strength"] = 1000
    if "color" in entries:
        entries["color"] |= {"element": _element(scans)} | _losses(scans)
    if "upscale" in entries and has_model("filmvsr") and all(0 < scan.width <= WIDEST_2K for scan in scans):
        entries["upscale"]["tier"] = FAITHFUL
    return Recipe(stages=tuple(_entry(stage, parameters, scans) for stage, parameters in entries.items()))


def _element(scans: Iterable[ScanFindings]) -> int:
    """Return the element of all scans, unknown where they differ."""
    kinds = {ELEMENTS.get(scan.element, 0) for scan in scans}
    return kinds.pop() if len(kinds) == 1 else 0


def _losses(scans: Sequence[ScanFindings]) -> dict[str, int]:
    """Return the dye lost as measured on a film of one scan, for people to try: the stage itself stays off."""
    if len(scans) != 1:
        return {}
    reading = "display" if scans[0].coding == "display" else "log"
    faded = scans[0].summaries.get("fade", {}).get("film", {}).get(reading, {})
    if faded.get("trust", 0) < TRUSTED:
        return {}
    dyes = faded["lost"][_DYES.get(scans[0].element, "unknown")]
    return {f"{dye}_loss": min(lost, MOST_LOST) for dye, lost in zip(("cyan", "magenta", "yellow"), dyes, strict=True)}


def _entry(stage: str, parameters: dict[str, int], scans: Sequence[ScanFindings]) -> StageEntry:
    needed = {scan.scan: _needed(stage, scan) for scan in scans}
    every = [one for per_shot in needed.values() for one in per_shot]
    if stage in _SWITCHED_ON:
        on = [
            ScopedParameters(scope=ShotScope(scan=scan.scan, first=first), parameters=_SWITCHED_ON[stage])
            for scan in scans
            for first, is_needed in zip(scan.shots, needed[scan.scan], strict=True)
            if is_needed
        ]
        return StageEntry(stage=stage, parameters=parameters, overrides=tuple(on))
    if every and not any(every):
        return StageEntry(stage=stage, enabled=False, parameters=parameters)
    off = [
        ScopedParameters(scope=ShotScope(scan=scan.scan, first=first), enabled=False)
        for scan in scans
        for first, is_needed in zip(scan.shots, needed[scan.scan], strict=True)
        if not is_needed
    ]
    return StageEntry(stage=stage, parameters=parameters, overrides=tuple(off))


def _needed(stage: str, scan: ScanFindings) -> list[bool]:
    """Say for each shot whether the stage has anything to do there, as far as was measured."""
    kind, is_needed = _NEEDED.get(stage, ("", lambda _: True))
    return [stage not in _SWITCHED_ON if found is None else is_needed(found) for found in scan.of_shots(kind)]


def _has_dirt(found: Summary) -> bool:
    dark, bright = found.get("dark_ppm"), found.get("bright_ppm")
    return dark is None or bright is None or dark + bright >= DIRT_PPM


_NEEDED: Final[Mapping[str, Any]] = {
    "stabilise": ("weave", lambda found: found["typical"] >= WEAVE_PX),
    "deflicker": ("flicker", lambda found: max(found["typical"], found["uneven"]) >= FLICKER_PERCENT),
    "dust": ("defects", _has_dirt),
    "scratch": ("scratch", lambda found: found["scratches"] > 0),
    "tear": ("splice", lambda found: found["taped_frames"] > 0),
}
"""By stage: the measurement that tells, and what it must say."""
_SWITCHED_ON: Final[Mapping[str, dict[str, int]]] = {"tear": {"strength": 1000, "tears": 0}}
"""Off for the film, and on with these where something was found; the others are on, and off where nothing was.

Tape that was found says nothing of tears.
"""
