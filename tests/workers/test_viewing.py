"""Scans whose codes are no display codes: seen as a print, seen anew after a correction, infrared carried along."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
import OpenImageIO
import pytest
from django.utils import timezone
from numpy.typing import NDArray

from restoration.stages.contract import ScanCoding
from restoration.timebase import FrameRange
from review.audit.models import Event
from review.runs.models import MediaJob
from review.scans.models import Artefact, Scan, SourceProxy, ThumbnailSheet
from review.scans.services.scans import Place, change_scan, register_scan
from tests.factories.catalog import FilmFactory
from tests.people import People
from tests.workers.material import made_tile, work_here
from tests.workers.stack import Stack
from workers.artefacts import store
from workers.forgetting import collect_left_behind
from workers.rendering.foreign_frames import SandboxReader
from workers.scan_medium import coding_of
from workers.viewing import Viewing

GREY = 470
"""A grey card on a Cineon scan, of 1023."""


def write_sequence(folder: Path, *, channels: int = 3, count: int = 6) -> None:
    """Write a flat grey picture as 10-bit log DPX; a fourth channel holds infrared with one opaque square.

    66 pixels wide: OpenImageIO loses the last sample of a line whose samples do not fill whole words.
    """
    folder.mkdir()
    samples = np.full((48, 66, channels), GREY * 65535 // 1023, np.uint16)
    if channels == 4:
        samples[..., 3] = 65535
        samples[10:14, 20:30, 3] = 0
    for number in range(count):
        spec = OpenImageIO.ImageSpec(66, 48, channels, "uint16")
        spec.attribute("oiio:BitsPerSample", 10)
        spec.attribute("dpx:Transfer", "Printing density")
        output = OpenImageIO.ImageOutput.create(str(folder / f"r1_{number:07}.dpx"))
        assert output.open(str(folder / f"r1_{number:07}.dpx"), spec)
        assert output.write_image(samples)
        output.close()


def registered(people: People, stack: Stack, *, channels: int = 3, infrared: str = "") -> Scan:
    name = f"log-{uuid4().hex[:8]}"
    write_sequence(stack.roots / name, channels=channels)
    film = FilmFactory.create(collection=people.collection)
    place = Place(infrared=infrared)
    register_scan(actor=people.arno, film=film, root_id="archive", path=name, rate="24", place=place)
    work_here()
    return Scan.objects.select_related("element__film").get()


def still(scan: Scan) -> NDArray[np.uint8]:
    tile = made_tile(f"scan:{scan.public_id}", 2, seen_as=scan.seen_as)
    picture = cv2.imread(str(store().fetch(tile.artefact_id, "webp")))
    assert picture is not None
    return np.asarray(picture[..., ::-1], np.uint8)


def seen(coding: ScanCoding) -> int:
    """The 8-bit code that the grey card is seen as."""
    codes = Viewing.of(coding, 10).codes(np.full((4, 4, 3), GREY, np.uint16))
    return round(int(codes[0, 0, 1]) / 1023 * 255)


@pytest.fixture
def scan(stack: Stack, people: People) -> Scan:
    return stack.states.begin("log film, read", lambda: registered(people, stack))


def test_a_log_scan_is_seen_as_a_print_and_kept_as_scanned(scan: Scan) -> None:
    assert coding_of(scan) == ScanCoding("printing_density")
    assert abs(int(still(scan)[20, 20, 1]) - seen(ScanCoding("printing_density"))) <= 1
    with SandboxReader(scan) as reader:
        (frame,) = reader.frames(FrameRange(2, 3))
    assert np.all(frame.pixels == GREY)


def test_a_corrected_polarity_makes_the_pictures_anew(scan: Scan, people: People) -> None:
    before = int(still(scan)[20, 20, 1])
    proxies = set(SourceProxy.objects.values_list("artefact_id", flat=True))
    sheets = set(ThumbnailSheet.objects.values_list("artefact_id", flat=True))
    change_scan(actor=people.arno, scan_id=scan.public_id, color_overrides={"polarity": "negative"})
    work_here()
    scan.refresh_from_db()
    assert coding_of(scan) == ScanCoding("printing_density", is_negative=True)
    assert SourceProxy.objects.count() == len(proxies)
    assert proxies.isdisjoint(SourceProxy.objects.values_list("artefact_id", flat=True))
    assert sheets.isdisjoint(ThumbnailSheet.objects.values_list("artefact_id", flat=True))
    after = int(still(scan)[20, 20, 1])
    assert abs(after - seen(ScanCoding("printing_density", is_negative=True))) <= 1
    assert after != before
    assert Event.objects.filter(kind="scan.viewed").count() == 1


def test_a_still_asked_for_before_a_correction_shows_what_it_was_asked_as(scan: Scan, people: People) -> None:
    """The job is claimed after the correction: its tile is kept as what it shows, and is not what is asked for now."""
    before = scan.seen_as
    change_scan(actor=people.arno, scan_id=scan.public_id, color_overrides={"polarity": "negative"})
    tile = made_tile(f"scan:{scan.public_id}", 2, seen_as=before)
    picture = cv2.imread(str(store().fetch(tile.artefact_id, "webp")))
    assert picture is not None
    assert abs(int(picture[20, 20, 1]) - seen(ScanCoding("printing_density"))) <= 1
    scan.refresh_from_db()
    assert abs(int(still(scan)[20, 20, 1]) - seen(ScanCoding("printing_density", is_negative=True))) <= 1


def test_what_a_correction_replaced_is_collected(scan: Scan, people: People) -> None:
    rows = (*SourceProxy.objects.select_related("artefact"), *ThumbnailSheet.objects.select_related("artefact"))
    replaced = [row.artefact for row in rows]
    change_scan(actor=people.arno, scan_id=scan.public_id, color_overrides={"polarity": "negative"})
    work_here()
    kept = {row.artefact_id for row in (*SourceProxy.objects.all(), *ThumbnailSheet.objects.all())}
    Artefact.objects.update(created_at=timezone.now() - timedelta(days=2))
    collect_left_behind()
    assert not any(store().exists(artefact.digest, artefact.extension) for artefact in replaced)
    assert kept <= set(Artefact.objects.values_list("digest", flat=True))


def test_another_reel_name_makes_nothing_anew(scan: Scan, people: People) -> None:
    change_scan(actor=people.arno, scan_id=scan.public_id, reel_name="3A", color_overrides={"scanner": "Arriscan"})
    assert not MediaJob.objects.filter(kind=MediaJob.Kind.VIEW).exists()


def test_a_declared_infrared_plane_comes_through_the_sandbox(stack: Stack, people: People) -> None:
    scan = registered(people, stack, channels=4, infrared="alpha")
    assert scan.infrared == "alpha"
    with SandboxReader(scan) as reader:
        (frame,) = reader.frames(FrameRange(1, 2))
    assert frame.infrared is not None
    assert int((frame.infrared == 0).sum()) == 40
    assert np.all(frame.pixels == GREY)


def test_an_infrared_plane_that_is_not_there_refuses_the_scan(stack: Stack, people: People) -> None:
    scan = registered(people, stack, infrared="alpha")
    assert (scan.state, scan.error_code) == ("refused", "infrared-missing")
