"""The masks of overlays, against what was rendered: repairs where a speck was, changes where codes differ."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.engine.masks import MaskArchive
from restoration.media import read_master_frame
from review.accounts.models import User
from review.pictures.models import OverlayMask
from review.pictures.services.overlays import request_overlay
from review.restorations.models import Restoration
from review.restorations.queries import axis_of
from review.restorations.sides import Side
from review.runs.models import Plane, Version
from review.scans.models import Analysis, Scan, ShotList
from tests.workers.material import HEIGHT, WIDTH, tiny_picture, work_here
from workers.artefacts import record_artefacts, store

SOURCE = Side(None, Plane.SOURCE)
SPECK_FRAME = 10
"""Carries a speck at rows 20 to 22, columns 30 to 32."""


@pytest.fixture
def version(tiny_version: Version) -> Version:
    return tiny_version


def marked(version: Version | None, shows: str, *, frame: int = SPECK_FRAME, threshold: int = 0) -> NDArray[np.bool_]:
    """The pixels that the overlay marks on the version (None: the scan), compared with the scan where it compares."""
    side = SOURCE if version is None else Side(version, Plane.RESTORED)

    def ask() -> OverlayMask | None:
        return request_overlay(
            actor=User.objects.earliest("pk"),
            axis=axis_of(Restoration.objects.get()),
            shows=OverlayMask.Shows(shows),
            side=side,
            frame=frame,
            other=SOURCE,
            threshold=threshold,
        )

    assert ask() is None
    work_here()
    mask = ask()
    assert mask is not None
    picture = cv2.imread(str(store().fetch(mask.artefact_id, "webp")), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    seen = np.asarray(picture[..., 3] > 0)
    assert (seen.shape, int(seen.sum())) == ((HEIGHT, WIDTH), mask.pixels)
    return seen


def test_marks_are_where_the_render_changed_the_scan(version: Version) -> None:
    segment = version.segments.get(assembly_first=0)
    assert segment.restored is not None
    restored = read_master_frame(store().fetch(segment.restored.artefact_id, "mkv"), SPECK_FRAME)
    differences = np.abs(restored.astype(int) - tiny_picture(SPECK_FRAME)).max(axis=2)
    assert np.array_equal(marked(version, "changed"), differences > 0)
    assert np.array_equal(marked(version, "changed", threshold=50), differences > 50)
    repaired = marked(version, "defects")
    assert repaired[21, 31] == (differences[21, 31] > 0)
    for shows in ("protected", "text", "patches"):
        assert not marked(version, shows).any()


def test_what_infrared_found_is_no_repair(version: Version, tmp_path: Path) -> None:
    """With infrared a master keeps the map of what lies on the film, unmoved, beside the masks of what was repaired."""
    master = version.segments.get(assembly_first=0).restored
    assert master is not None
    masks = {}
    for stage, row in (("prepare", 4), ("dust", 30), ("hand_repair", 40)):
        mask = np.zeros((HEIGHT, WIDTH), bool)
        mask[row, 10:20] = True
        archive = MaskArchive(tmp_path / f"{stage}.npz")
        archive.add(SPECK_FRAME, mask)
        archive.close()
        stored = store().put(archive.path, "npz")
        masks[stage] = {"digest": stored.digest, "extension": stored.extension}
    master.report["masks"] = masks
    master.save()
    assert np.argwhere(marked(version, "defects").any(axis=1)).ravel().tolist() == [30]
    assert np.argwhere(marked(version, "patches").any(axis=1)).ravel().tolist() == [40]


def test_renders_that_came_out_equal_have_each_their_own_marks(version: Version, tmp_path: Path) -> None:
    """Two more renders with the very pictures of the first found other defects."""
    marks = []
    for number, row in ((2, 12), (3, 34)):
        mask = np.zeros((HEIGHT, WIDTH), bool)
        mask[row, 10:20] = True
        archive = MaskArchive(tmp_path / f"{number}.npz")
        archive.add(SPECK_FRAME, mask)
        archive.close()
        stored = store().put(archive.path, "npz")
        report = {"masks": {"dust": {"digest": stored.digest, "extension": stored.extension}}}
        equal = render_with_equal_pictures(version, number, report)
        marks += np.argwhere(marked(equal, "defects").any(axis=1)).ravel().tolist()
    assert marks == [12, 34]


def test_letters_are_those_of_the_render_that_is_looked_at(version: Version, tmp_path: Path) -> None:
    """Of two more renders with the very pictures of the first, one moved the scan by 6 pixels to the right."""
    measure_letters(Scan.objects.get(), tmp_path, left=8, right=16)
    columns = []
    for number, moved in ((2, 0), (3, 6)):
        report = {"placements": [[1 << 16, 0, moved << 16, 0, 1 << 16, 0]] * 48}
        equal = render_with_equal_pictures(version, number, report)
        columns.append(np.argwhere(marked(equal, "text").any(axis=0)).ravel().tolist())
    assert columns == [list(range(8, 16)), list(range(14, 22))]


def render_with_equal_pictures(version: Version, number: int, report: dict[str, Any]) -> Version:
    """A further version of the first segment: its pictures, with another report, planned without letters."""
    segment = version.segments.get(assembly_first=0)
    master = segment.restored
    assert master is not None
    master.key = f"{number}" * 64
    master.report |= report
    for stage in master.provenance["request"]["chain"]["stages"]:
        stage["analyses"].pop("text", None)
    master.save(force_insert=True)
    further = Version.objects.create(
        restoration=version.restoration,
        number=number,
        assembly=version.assembly,
        recipe=version.recipe,
        hash=master.key,
        is_complete=False,
    )
    segment.pk, segment.version, segment.restored = None, further, master
    segment.save(force_insert=True)
    return further


@pytest.mark.parametrize("side", ["source", "version"])
def test_letters_are_marked_as_they_were_measured_last(version: Version, tmp_path: Path, side: str) -> None:
    """A version's letters are those that its render knew of: there were none."""
    shown = None if side == "source" else version
    scan = Scan.objects.get()
    columns = []
    for left, right in ((0, 0), (8, 16), (20, 30)):
        if right:
            measure_letters(scan, tmp_path, left=left, right=right)
        columns.append(np.argwhere(marked(shown, "text").any(axis=0)).ravel().tolist())
    newest = [[], list(range(8, 16)), list(range(20, 30))]
    assert columns == (newest if shown is None else [[], [], []])
    assert OverlayMask.objects.count() == 3


def measure_letters(scan: Scan, folder: Path, *, left: int, right: int) -> None:
    """Record a newer measurement: letters in rows 4 to 8 of every frame."""
    frames = scan.frame_count or 0
    boxes = np.full((frames, 1, 4), (left, 4, right, 9), np.int32)
    np.savez(folder / "text.npz", present=np.ones(frames, np.uint8), boxes=boxes)
    stored = store().put(folder / "text.npz", "npz")
    record_artefacts([stored], scan.element.film)
    revision = scan.shot_lists.latest("revision").revision + 1
    shots = ShotList.objects.create(scan=scan, revision=revision, shots=[])
    Analysis.objects.create(scan=scan, shot_list=shots, kind="text", artefact_id=stored.digest)
