"""A whole feature as rows, without media: what the viewer asks about it is the same."""

from itertools import cycle, islice
from typing import Any

from review.coverage.models import Coverage
from review.notes.models import Note
from review.restorations.manifest import RUNG_ORDER
from review.restorations.models import Assembly, Restoration
from review.runs.models import Master, Plane, Version
from review.scans.models import Analysis, Artefact, Scan, ShotList, ThumbnailSheet
from tests.factories.catalog import FilmFactory
from tests.factories.notes import DUST, LEFT_HALF
from tests.factories.restorations import RecipeRevisionFactory, RestorationFactory, assemble
from tests.factories.scans import ArtefactFactory, ElementFactory, ScanFactory, make_source_proxies
from tests.people import People
from tests.review.restorations.versions import grid_parts, make_version

FRAMES = 170_000
REELS = 6
NOTES = 1000
TILE_STEP, TILES_A_SHEET, COLUMNS = 24, 144, 12
MARKS = ([], [], [], ["optical"], [], ["freeze"], [], [], ["step_printed"])
LENGTHS = (60, 240, 96, 130, 31, 300, 151, 48, 190)
"""Lengths of shots in frames, in turn."""


def make_feature(people: People, *, sheet: Artefact | None = None) -> Version:
    """Return a version of a feature of 170,000 frames in six reels: shots, measurements, proxies, notes, coverage.

    ``sheet``: the picture of every thumbnail sheet, 12 x 12 tiles; without one there is no picture behind them.
    """
    element = ElementFactory.create(film=FilmFactory.create(collection=people.collection))
    lengths = [FRAMES // REELS + (reel < FRAMES % REELS) for reel in range(REELS)]
    scans = [
        ScanFactory.create(element=element, reel=number, frame_count=length, created_by=people.arno)
        for number, length in enumerate(lengths, start=1)
    ]
    restoration: Restoration = RestorationFactory.create(film=element.film)
    assembly = assemble(restoration, [(scan, 0, scan.frame_count) for scan in scans])
    RecipeRevisionFactory.create(restoration=restoration)
    for scan in scans:
        make_source_proxies(scan, RUNG_ORDER)
        _measure(scan)
        _thumbnails(scan, sheet)
    _notes(restoration, scans, people)
    version = _version(restoration, assembly, lengths)
    _watch(version, people)
    return version


def _measure(scan: Scan) -> None:
    shots: list[dict[str, Any]] = []
    first, frame_count = 0, scan.frame_count or 0
    for length, marks in zip(cycle(LENGTHS), cycle(MARKS), strict=False):
        count = min(length, frame_count - first)
        if count == 0:
            break
        shots.append({"first": first, "count": count, "marks": marks})
        first += count
    shot_list = ShotList.objects.create(scan=scan, revision=1, shots=shots)
    flicker = [{"typical": number * 37 % 300 / 100, "uneven": 0.1} for number in range(len(shots))]
    defects = [{"dark_ppm": number * 53 % 900, "bright_ppm": number * 7 % 400} for number in range(len(shots))]
    for kind, found in {"flicker": flicker, "defects": defects}.items():
        artefact = ArtefactFactory.create(extension="npz")
        Analysis.objects.create(scan=scan, shot_list=shot_list, kind=kind, artefact=artefact, summary={"shots": found})


def _thumbnails(scan: Scan, sheet: Artefact | None) -> None:
    frames_a_sheet = TILE_STEP * TILES_A_SHEET
    ThumbnailSheet.objects.bulk_create(
        ThumbnailSheet(
            scan=scan,
            first=first,
            step=TILE_STEP,
            count=min(TILES_A_SHEET, -(-((scan.frame_count or 0) - first) // TILE_STEP)),
            columns=COLUMNS,
            tile_width=160,
            tile_height=90,
            artefact=sheet or ArtefactFactory.create(extension="webp"),
        )
        for first in range(0, scan.frame_count or 0, frames_a_sheet)
    )


def _version(restoration: Restoration, assembly: Assembly, lengths: list[int]) -> Version:
    parts = []
    begin = 0
    for length in lengths:
        parts += [(begin + first, count, True) for first, count, _ in grid_parts(length)]
        begin += length
    version = make_version(restoration, assembly, parts, rungs=RUNG_ORDER)
    masters = [segment.restored for segment in version.segments.select_related("restored")]
    for number, master in enumerate(masters):
        stages = {
            name: {"frames": 48, "pixels": 1, "changed": 1, "changed_ppm": number * step % 20_000, "masked": 0}
            for name, step in {"deflicker": 31, "dust": 97, "scratch": 13}.items()
        }
        master.report = {"frames": 48, "stages": stages, "placements": [None] * 48}
    Master.objects.bulk_update(masters, ["report"], batch_size=500)
    return version


def _notes(restoration: Restoration, scans: list[Scan], people: People) -> None:
    states = [state.value for state in Note.State]
    Note.objects.bulk_create(
        Note(
            restoration=restoration,
            scan=scans[number % REELS],
            first=number // REELS * 160,
            end=number // REELS * 160 + 1 + number % 48,
            region=LEFT_HALF,
            text=f"White spot {number}",
            author=people.dita,
            state=states[number % len(states)],
            treatment=DUST,
        )
        for number in range(NOTES)
    )


def _watch(version: Version, people: People) -> None:
    """Let three people have watched: in long pieces, in short ones, and in as many as a person can make."""
    assembly = version.assembly
    pieces = {people.clara: (20_000, 30_000), people.dita: (700, 900), people.arno: (5, 20)}
    for person, (length, every) in pieces.items():
        ranges = [[first, first + length] for first in range(0, FRAMES - every, every)]
        Coverage.objects.bulk_create(
            Coverage(
                person=person,
                assembly=assembly,
                version=version,
                plane=Plane.RESTORED,
                kind=kind,
                ranges=list(islice(ranges, skip, None)),
                frame_count=length * (len(ranges) - skip),
            )
            for skip, kind in enumerate(Coverage.Kind)
        )
