"""What stages are given besides pictures: patches, look files, the defect map, the scan's coding."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from restoration.backends.reference import ReferenceBackend
from restoration.engine import ScanMaterial, plan
from restoration.engine.geometry import unmoved
from restoration.engine.picture import Picture
from restoration.engine.planner import BaseSegment, PlanInput
from restoration.engine.stage_work import StageWork
from restoration.recipe import PlacedPatch, Recipe, ResolvedStage, ScopedParameters, Setting, StageEntry
from restoration.recipe.scope import FramesScope
from restoration.stages.contract import DISPLAY, AnalysisRows, Patch, ScanCoding
from restoration.stages.hand_repair.patch_file import PatchInvalid, read_patch, write_patch
from restoration.stages.registry import stage_spec
from restoration.timebase import FrameRange
from tests.restoration.engine.film import SCAN, Film, everywhere, noisy, stacked

pytestmark = pytest.mark.usefixtures("tiny_chain")

LOOK = b"50"
LOOK_DIGEST = sha256(LOOK).hexdigest()


def patch(left: int, code: int) -> bytes:
    mask = np.zeros((32, 48), bool)
    mask[4:8, left : left + 6] = True
    codes = np.full((32, 48, 3), code, np.uint16)
    return write_patch(Patch(mask, codes, bit_depth=10, painted_on="ab" * 32))


def with_patches(given: PlanInput, *patches: tuple[int, bytes]) -> PlanInput:
    placed = [PlacedPatch(scan=SCAN, frame=frame, digest=sha256(content).hexdigest()) for frame, content in patches]
    return replace(given, patches=placed)


def test_a_patch_file_gives_back_what_was_painted() -> None:
    content = patch(10, 777)
    read = read_patch(content)
    assert read.bit_depth == 10
    assert read.painted_on == "ab" * 32
    assert int(read.mask.sum()) == 24
    assert np.all(read.codes[read.mask] == 777)
    assert write_patch(read) == content


def test_other_bytes_are_refused_as_a_patch() -> None:
    with pytest.raises(PatchInvalid, match="cannot be read"):
        read_patch(b"no patch")
    with pytest.raises(PatchInvalid):
        read_patch(patch(10, 777)[:200])


def test_patches_are_put_back_on_their_frames_the_later_over_the_earlier(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(5))
    earlier, later = patch(10, 900), patch(13, 100)
    given = with_patches(film.given(everywhere(paint=1000)), (2, earlier), (2, later))
    (segment,) = plan(given).segments
    result = film.render(segment, assets={sha256(one).hexdigest(): one for one in (earlier, later)})
    pictures = stacked([result.planes["restored"].path])
    assert np.all(pictures[2, 4:8, 10:13] == 900)
    assert np.all(pictures[2, 4:8, 13:19] == 100)
    assert np.array_equal(pictures[[0, 1, 3, 4]], film.pictures[[0, 1, 3, 4]])
    assert result.report["stages"]["paint"]["flags"] == {"painted": [2]}


def test_without_patches_the_stage_that_takes_them_is_not_in_the_key(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(60))
    plain = plan(film.given(Recipe(stages=()))).segments
    assert [one.keys for one in plan(film.given(everywhere(paint=1000))).segments] == [one.keys for one in plain]


def test_a_new_patch_touches_only_its_segment(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(100))
    before = film.given(everywhere(paint=1000))
    base = [BaseSegment(SCAN, one.frames, one.keys, one.request) for one in plan(before).segments if one.request]
    touched = plan(with_patches(replace(before, base=base), (50, patch(0, 5)))).touched
    assert [one.frames for one in touched] == [FrameRange(48, 96)]
    assert touched[0].reasons == ({"code": "patches_changed", "stage": "paint", "frames": [50]},)


def test_a_look_file_grades_the_graded_plane_alone(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3))
    scope = FramesScope(scan=SCAN, first=1, end=2)
    entry = StageEntry(
        stage="grade", parameters={"strength": 1000}, overrides=(ScopedParameters(scope=scope, look=LOOK_DIGEST),)
    )
    (segment,) = plan(film.given(Recipe(stages=(entry,)))).segments
    assert set(segment.keys) == {"restored", "graded"}
    result = film.render(segment, assets={LOOK_DIGEST: LOOK})
    restored, graded = (stacked([result.planes[plane].path]) for plane in ("restored", "graded"))
    assert np.array_equal(restored, film.pictures)
    assert np.array_equal(graded[[0, 2]], film.pictures[[0, 2]])
    assert np.abs(graded[1] - film.pictures[1] / 2).max() <= 0.5


def test_a_stage_that_takes_no_look_refuses_one() -> None:
    with pytest.raises(ValueError, match="dim takes no look file"):
        StageEntry(stage="dim", look=LOOK_DIGEST)


def test_the_coding_of_a_scan_is_in_the_key_unless_it_is_a_display_s(tmp_path: Path) -> None:
    film = Film(tmp_path, noisy(3))
    given = film.given(everywhere(dim=1000))

    def key(coding: ScanCoding) -> str:
        material: ScanMaterial = replace(given.scans[SCAN], coding=coding)
        return plan(replace(given, scans={SCAN: material})).segments[0].keys["restored"]

    keys = {key(one) for one in (DISPLAY, ScanCoding("printing_density"), ScanCoding(squeeze=(2, 1)))}
    assert len(keys) == 3
    assert key(DISPLAY) == plan(given).segments[0].keys["restored"]


def work(stage: str, rows: dict[str, AnalysisRows]) -> StageWork:
    frames = FrameRange(0, 1)
    resolved = ResolvedStage(
        stage=stage, version=1, frames=frames, settings=(Setting(frames=frames, parameters={"strength": 1000}),)
    )
    return StageWork(
        stage=resolved,
        spec=stage_spec(stage),
        backend=ReferenceBackend("cpu-fp32"),
        shot=frames,
        scan=(32, 48),
        depth=10,
        coding=DISPLAY,
        analyses=rows,
        asset_of={}.__getitem__,
    )


def test_the_infrared_plane_becomes_a_defect_map_that_moves_with_the_picture() -> None:
    infrared = np.ones((32, 48), np.float32)
    infrared[10:12, 20:23] = 0
    picture = Picture(0, np.full((32, 48, 3), 0.5, np.float32), unmoved(), infrared=infrared)
    mapped = work("map", {}).on({0: picture}, 0).picture
    assert mapped.pixels is picture.pixels
    assert mapped.defects is not None
    assert int(mapped.defects.sum()) == 6
    rows = {"path": AnalysisRows(0, {"step": np.array([[5, -3]])})}
    moved = work("shift", rows).on({0: mapped}, 0).picture
    assert moved.defects is not None
    assert moved.defects[7:9, 25:28].all()
    assert int(moved.defects.sum()) == 6
    seen = work("mend", {}).on({0: moved}, 0)
    assert seen.mask is not None
    # A shot of one frame has nothing to mend from, and the map is no repair by itself.
    assert not seen.mask.any()


def test_frames_worked_on_side_by_side_give_the_same_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    film = Film(tmp_path, noisy(20))
    recipe = everywhere(dim=700, mend=1000, blend=1000)
    (segment,) = plan(film.given(recipe)).segments
    made = []
    for at_once in (1, 4):
        monkeypatch.setattr(
            "restoration.engine.render.backend_of", lambda identity, n=at_once: ReferenceBackend(identity, n)
        )
        made.append(film.render(segment, name=f"{at_once}-at-once").planes["restored"].digest)
    assert made[0] == made[1]
