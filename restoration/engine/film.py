"""A whole medium restored in one go, without a catalogue: measure it, plan it, stream its segments in order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from restoration.analysis import KINDS, analyze
from restoration.backends.contract import Backend
from restoration.engine.analyses import read_analysis
from restoration.engine.chain import AssetOf
from restoration.engine.control import RenderControl
from restoration.engine.grid import Span
from restoration.engine.invention import Invented, InventionFigures
from restoration.engine.planner import PlanInput, PlannedSegment, ScanMaterial, plan
from restoration.engine.stream import SegmentStream, no_assets
from restoration.engine.writer import PictureSink
from restoration.errors import RestorationError
from restoration.media.facts import MediumFacts
from restoration.media.read_ahead import read_ahead
from restoration.media.reader import FrameReader
from restoration.recipe import PlacedPatch, PlacedTreatment, Recipe, ScanFindings, propose_recipe
from restoration.shots import Shot, detect_shots, small_luma, with_cadence
from restoration.stages.contract import DISPLAY, AnalysisRows, PlaneName, ScanCoding
from restoration.stages.registry import PLANES, stage_spec
from restoration.timebase import FrameRange

SCAN = "film"
OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, frames done and frames in all."""


class PlaneNotMade(RestorationError):
    """A picture was asked for that the recipe does not make, or not everywhere."""

    code: ClassVar[str] = "plane-not-made"
    sentence: ClassVar[str] = "The recipe makes no {plane} picture of every frame; it makes: {made}."


@dataclass(frozen=True)
class MeasuredFilm:
    """What the first passes found.

    ``digests``: 32 bytes a frame. ``summaries``: measurements for people, by kind. ``recipe``: the one given, or the
    one proposed from what was found.
    """

    shots: Sequence[Shot]
    digests: bytes
    analyses: Mapping[str, AnalysisRows]
    summaries: Mapping[str, Any]
    recipe: Recipe


def measure_film(reader: FrameReader, recipe: Recipe | None, on_progress: OnProgress) -> MeasuredFilm:
    """Find the shots, and measure what the recipe's stages read; one pass over the film, or two.

    Without a recipe everything is measured, and one is proposed.
    """
    total = reader.facts.frame_count
    digests = bytearray()

    def small_pictures() -> Iterator[tuple[int, Any]]:
        for frame in read_ahead(reader.frames()):
            digests.extend(bytes.fromhex(frame.digest))
            on_progress("shots", frame.index + 1, total)
            yield frame.index, small_luma(frame.pixels, frame.bit_depth)

    shots = detect_shots(small_pictures())
    kinds = sorted(KINDS) if recipe is None else _kinds_read(recipe)
    found = analyze(reader, shots, kinds, lambda done, whole: on_progress("measure", done, whole)) if kinds else {}
    summaries = {kind: one.summary for kind, one in found.items()}
    return MeasuredFilm(
        shots=with_cadence(shots, summaries["cadence"]["shots"]) if "cadence" in summaries else shots,
        digests=bytes(digests),
        analyses={kind: read_analysis(one.content) for kind, one in found.items()},
        summaries=summaries,
        recipe=_proposed(reader, shots, summaries) if recipe is None else recipe,
    )


def _kinds_read(recipe: Recipe) -> list[str]:
    settings = (
        (stage_spec(entry.stage), parameters)
        for entry in recipe.stages
        for parameters in entry.everywhere()
        if entry.enabled
    )
    return sorted({kind for spec, parameters in settings for kind in spec.analyses_at(parameters)})


def _proposed(reader: FrameReader, shots: Sequence[Shot], summaries: Mapping[str, Any]) -> Recipe:
    has_infrared = reader.facts.infrared is not None
    first = [shot.first for shot in shots]
    coding, width = reader.facts.coding, reader.facts.width
    findings = ScanFindings(SCAN, first, summaries, coding=coding, has_infrared=has_infrared, width=width)
    return propose_recipe([findings])


def coding_of(facts: MediumFacts) -> ScanCoding:
    """Return what a medium says of its codes; only people know whether it is a negative."""
    return ScanCoding(coding=facts.coding, squeeze=(facts.pixel_aspect.num, facts.pixel_aspect.den))


@dataclass
class FilmRender:
    """Renders ``frames`` of a measured film in ``plane``; None takes the last plane the recipe makes everywhere.

    ``coding``: what the codes stand for. ``patches``: painted frames, of one frame the earlier first.
    ``treatments``: what people asked for in places. ``asset_of`` gives the bytes of painted and look files. Raises
    PlaneNotMade when made. ``reports`` fills with the shot's first frame and numbers of every segment rendered,
    ``inventions`` with what was invented by the first frames of the shots where anything was.
    """

    reader: FrameReader
    film: MeasuredFilm
    recipe: Recipe
    frames: FrameRange
    backend: Backend
    plane: PlaneName | None = None
    coding: ScanCoding = DISPLAY
    patches: Sequence[PlacedPatch] = ()
    treatments: Sequence[PlacedTreatment] = ()
    asset_of: AssetOf = no_assets
    reports: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    inventions: dict[int, InventionFigures] = field(default_factory=dict)

    def __post_init__(self) -> None:
        facts = self.reader.facts
        material = ScanMaterial(
            shots=[FrameRange(shot.first, shot.first + shot.count) for shot in self.film.shots],
            rate=facts.rate,
            digests=self.film.digests,
            analyses=self.film.analyses,
            coding=self.coding,
        )
        given = PlanInput(
            recipe=self.recipe,
            spans=(Span(SCAN, self.frames, 0),),
            scans={SCAN: material},
            backend=self.backend.id,
            patches=self.patches,
            treatments=self.treatments,
        )
        self.segments = plan(given).segments
        self.plane = self._chosen(self.plane)

    def _chosen(self, asked: PlaneName | None) -> PlaneName:
        made = [set(segment.keys) for segment in self.segments]
        everywhere = set.intersection(*made)
        plane = asked or next(plane for plane in reversed(PLANES) if any(plane in planes for planes in made))
        if plane not in everywhere:
            raise PlaneNotMade(plane=plane, made=", ".join(sorted(everywhere, reverse=True)))
        return plane

    def run(self, sink: PictureSink, control_of: Callable[[PlannedSegment], RenderControl]) -> None:
        """Hand every finished picture to ``sink`` in order. ``control_of`` gives each segment who watches it."""
        for segment in self.segments:
            if segment.request is None or segment.shot is None or self.plane is None:
                continue
            tally = SegmentStream(
                request=segment.request,
                reader=self.reader,
                analyses=self.film.analyses,
                backend=self.backend,
                control=control_of(segment),
                sinks={self.plane: sink},
                asset_of=self.asset_of,
                on_invention=partial(self._invented, segment.shot.first),
            ).run()
            self.reports.append((segment.shot.first, tally.as_report(segment.frames.count)))

    def _invented(self, shot: int, frame: int, found: Invented) -> None:
        self.inventions.setdefault(shot, InventionFigures()).add(frame, found)
