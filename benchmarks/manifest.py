"""The manifest of a whole feature: what the viewer asks for first."""

import time

from django.test import Client

from benchmarks.database import bench_database, browser
from benchmarks.figures import Figure, Group, percentile
from review.restorations.manifest import RUNG_ORDER
from review.restorations.models import Restoration
from review.restorations.sides import SOURCE, side_name
from review.runs.models import Plane, Version
from tests.factories.catalog import FilmFactory
from tests.factories.restorations import RecipeRevisionFactory, RestorationFactory, assemble
from tests.factories.scans import ElementFactory, ScanFactory, make_source_proxies
from tests.people import People, make_people
from tests.review.restorations.versions import grid_parts, make_version

FRAMES = 150_000
REELS = 6
TIMES = 20


def measure_manifest() -> Group:
    """Ask for the manifests of the scan and of a version of 150,000 frames in six reels, three rungs each."""
    with bench_database():
        people = make_people()
        restoration, version = _feature(people)
        client = browser(people, people.dita)
        address = f"/api/v1/restorations/{restoration.public_id}/manifest"
        sides = {"scan": SOURCE, "version": side_name(version, Plane.RESTORED)}
        figures = [figure for name, side in sides.items() for figure in _side(client, name, address, side)]
    return Group("manifest", f"{FRAMES:,} frames, {REELS} reels, 3 rungs, through the site's HTTP", tuple(figures))


def _feature(people: People) -> tuple[Restoration, Version]:
    element = ElementFactory.create(film=FilmFactory.create(collection=people.collection))
    length = FRAMES // REELS
    scans = [ScanFactory.create(element=element, reel=reel, frame_count=length) for reel in range(1, REELS + 1)]
    restoration: Restoration = RestorationFactory.create(film=element.film)
    assembly = assemble(restoration, [(scan, 0, length) for scan in scans])
    RecipeRevisionFactory.create(restoration=restoration)
    for scan in scans:
        make_source_proxies(scan, RUNG_ORDER)
    parts = [(reel * length + first, count, True) for reel in range(REELS) for first, count, _ in grid_parts(length)]
    return restoration, make_version(restoration, assembly, parts, rungs=RUNG_ORDER)


def _side(client: Client, name: str, address: str, side: str) -> list[Figure]:
    answer = client.get(address, {"side": side})
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(address, {"side": side})
        spent.append(1000 * (time.perf_counter() - began))
    return [
        Figure(f"{name}, p50", percentile(spent, 0.5), "ms"),
        Figure(f"{name}, p95", percentile(spent, 0.95), "ms"),
        Figure(f"{name}, size", len(answer.content) / 1e6, "MB"),
    ]
