"""The pixel probe: each side's own raster and bit depth, codes as they are stored."""

import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client

from review.pictures.models import StillTile
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import side_name
from review.runs.models import MediaJob, Plane
from review.scans import store_paths
from review.scans.models import Scan
from tests.factories.scans import ArtefactFactory
from tests.people import People
from tests.review.pictures.conftest import ask
from tests.review.restorations.versions import make_version

CODES = np.arange(480 * 128 * 3, dtype=np.uint16).reshape(480, 128, 3)


def probe(client: Client, restoration: Restoration, *sides: str, x: int = 55000, y: int = 32768) -> Any:
    return ask(client, restoration, "probes", sides=list(sides) or ["source"], frame=7, x=x, y=y)


@pytest.fixture
def tile(restoration: Restoration, scan: Scan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StillTile:
    """The right tile of frame 7 in codes, as worker-media writes it."""
    artefact = ArtefactFactory.create(extension="codes", films=[restoration.film])
    (tmp_path / artefact.digest).write_bytes(zlib.compress(CODES.astype("<u2").tobytes()))
    monkeypatch.setattr(store_paths, "local_path", lambda digest, extension: tmp_path / digest)
    tile: StillTile = StillTile.objects.create(
        source_key=f"scan:{scan.public_id}",
        frame=7,
        shows="codes",
        bits=scan.bit_depth or 0,
        x=512,
        y=0,
        width=128,
        height=480,
        artefact=artefact,
    )
    return tile


def test_codes_are_read_once_and_then_known(people: People, restoration: Restoration, scan: Scan) -> None:
    client = people.client(people.dita)
    assert probe(client, restoration).json() == {
        "state": "pending",
        "sides": [
            {"side": "source", "state": "pending", "x": None, "y": None, "bit_depth": None, "codes": None},
        ],
    }
    subject = MediaJob.objects.get().subject
    assert (subject["shows"], subject["bits"], subject["frame"]) == ("codes", scan.bit_depth, 7)
    assert subject["tiles"] == [{"x": 512, "y": 0, "width": 128, "height": 480}]


def test_a_film_point_is_one_pixel_of_the_raster(
    people: People, restoration: Restoration, scan: Scan, tile: StillTile
) -> None:
    body = probe(people.client(people.dita), restoration).json()
    assert body["state"] == "ready"
    column = 55000 * 640 // 65536
    assert body["sides"] == [
        {
            "side": "source",
            "state": "ready",
            "x": column,
            "y": 240,
            "bit_depth": scan.bit_depth,
            "codes": CODES[240, column - 512].tolist(),
        }
    ]


def test_the_last_point_is_the_last_pixel(people: People, restoration: Restoration, tile: StillTile) -> None:
    [side] = probe(people.client(people.dita), restoration, x=65536, y=65536).json()["sides"]
    assert (side["x"], side["y"], side["codes"]) == (639, 479, CODES[479, 127].tolist())


def test_codes_whose_file_is_lost_are_read_anew(
    people: People, restoration: Restoration, tile: StillTile, tmp_path: Path
) -> None:
    (tmp_path / tile.artefact_id).unlink()
    answer = probe(people.client(people.dita), restoration)
    assert (answer.status_code, answer.json()["state"]) == (200, "pending")
    assert not StillTile.objects.exists()
    assert MediaJob.objects.get().subject["tiles"] == [{"x": 512, "y": 0, "width": 128, "height": 480}]


def test_sides_without_a_picture_say_so(people: People, restoration: Restoration, tile: StillTile) -> None:
    version = make_version(restoration, axis_of(restoration).assembly, [(0, 48, False), (48, 72, True)])
    body = probe(people.client(people.dita), restoration, "source", side_name(version, Plane.RESTORED)).json()
    assert (body["state"], [side["state"] for side in body["sides"]]) == ("ready", ["ready", "none"])


@pytest.mark.parametrize(("name", "status"), [("clara", 200), ("dita", 200), ("eve", 404), (None, 401)])
def test_who_may_probe(people: People, restoration: Restoration, name: str | None, status: int) -> None:
    client = people.client(getattr(people, name) if name else None)
    assert probe(client, restoration).status_code == status
    assert MediaJob.objects.exists() == (status == 200)
