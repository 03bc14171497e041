"""What the flicker analysis takes for flicker, and what it leaves alone because it was made so."""

import io

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.analysis import Analysis, analyze
from restoration.analysis.exposure import GRID, NO_STEP, sight, step_between
from restoration.analysis.flicker import UNIT, FlickerMeasure
from restoration.analysis.luma import small_luma
from restoration.analysis.seen import Seen
from restoration.quality import flicker
from restoration.stages.contract import AnalysisRows, StageWindow
from restoration.stages.deflicker.apply import apply
from restoration.stages.deflicker.spec import DeflickerParameters
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, panning, texture

COUNT = 32
PAN = panning(COUNT, height=112, width=192, speed=2)
RANDOM = np.random.default_rng(11)
UNEASY = RANDOM.normal(0, 0.02, COUNT)
FIELDS = [
    cv2.resize(RANDOM.normal(0, 0.03, (3, 3)).astype(np.float32), (192, 112), interpolation=cv2.INTER_CUBIC)
    for _ in range(COUNT)
]
PARTS = ("gain", "gain_field", "gain_tones", "offset", "offset_field", "offset_tones")


def lit(frames: list[Picture], gains: NDArray[np.floating] | list[float]) -> list[Picture]:
    return [np.clip(frame * np.float32(np.exp(gain)), 0, 1) for frame, gain in zip(frames, gains, strict=True)]


def measured(frames: list[Picture]) -> Analysis:
    return analyze(HeldReader(frames), [ShotOf(0, len(frames))], ("flicker",))["flicker"]


def arrays(analysis: Analysis) -> dict[str, NDArray[np.int32]]:
    with np.load(io.BytesIO(analysis.content)) as archive:
        return {name: archive[name] for name in archive.files}


def deflickered(frames: list[Picture]) -> list[Picture]:
    rows = {"flicker": AnalysisRows(0, arrays(measured(frames)))}
    return [
        apply(StageWindow(number, {number: frame}, DeflickerParameters(), analyses=rows)).pixels
        for number, frame in enumerate(frames)
    ]


def assert_untouched(frames: list[Picture], where: slice = np.s_[:]) -> None:
    found = arrays(measured(frames))
    assert sorted(found) == sorted(PARTS)
    assert not any(found[name][where].any() for name in PARTS)


def removed(clean: list[Picture], found: list[Picture], made: list[Picture]) -> float:
    """Which part of the flicker above the clean clip's own is gone."""
    return (flicker(found) - flicker(made)) / (flicker(found) - flicker(clean))


def test_even_flicker_is_removed_and_the_shot_keeps_its_level() -> None:
    found = lit(PAN, UNEASY)
    made = deflickered(found)
    assert removed(PAN, found, made) > 0.97
    assert abs(np.mean(made) / np.mean(found) - 1) < 0.002


def test_uneven_flicker_is_removed_across_the_picture() -> None:
    found = [np.clip(frame * np.exp(field)[..., None], 0, 1) for frame, field in zip(PAN, FIELDS, strict=True)]
    made = deflickered(found)
    corners = np.s_[:28, :48], np.s_[-28:, :48], np.s_[:28, -48:], np.s_[-28:, -48:], np.s_[42:70, 72:120]
    for part in corners:
        assert (
            removed([frame[part] for frame in PAN], [frame[part] for frame in found], [frame[part] for frame in made])
            > 0.8
        )


def test_contrast_and_colour_that_breathe_are_steadied() -> None:
    powers = np.exp(np.stack([UNEASY, np.roll(UNEASY, 5), np.roll(UNEASY, 9)], axis=1) * 2)
    found = [np.asarray(frame**power, dtype=np.float32) for frame, power in zip(PAN, powers, strict=True)]
    made = deflickered(found)
    for channel in range(3):
        clean, before, after = ([frame[..., channel] for frame in clip] for clip in (PAN, found, made))
        assert removed(clean, before, after) > 0.85


def test_flicker_under_weave_is_removed() -> None:
    wide = texture(140, 240)
    shifts = RANDOM.integers(0, 5, (COUNT, 2))
    woven = [np.ascontiguousarray(wide[y : y + 112, x : x + 192]) for x, y in shifts]
    found = lit(woven, UNEASY)
    assert removed(woven, found, deflickered(found)) > 0.9


def test_a_steady_pan_is_untouched() -> None:
    assert_untouched(PAN)


def test_a_lens_that_darkens_the_corners_makes_no_flicker() -> None:
    y, x = np.mgrid[-1:1:112j, -1:1:192j].astype(np.float32)
    shade = np.exp(-0.3 * (x**2 + y**2))[..., None]
    wide = texture(112, 320)
    places = np.clip(np.cumsum(RANDOM.integers(0, 6, COUNT)), 0, 120)
    found = arrays(measured([wide[:, place : place + 192] * shade for place in places]))
    assert max(int(np.abs(found[name]).max()) for name in PARTS) / UNIT < 0.002


def test_a_step_printed_shot_is_untouched() -> None:
    assert_untouched([PAN[n - n % 4] for n in range(COUNT)])


def test_a_frozen_shot_is_untouched() -> None:
    assert_untouched([*PAN[:8], *[PAN[8]] * (COUNT - 8)])


def test_an_undercranked_shot_is_untouched() -> None:
    assert_untouched(panning(COUNT, height=112, width=192, speed=9))


@pytest.mark.parametrize("length", [1, 2])
def test_flashes_are_untouched_and_touch_nothing(length: int) -> None:
    frames = list(PAN)
    for start in (9, 22):
        for number in range(start, start + length):
            frames[number] = np.clip(frames[number] * 1.9 + 0.1, 0, 1)
    assert_untouched(frames)


def test_a_weak_flash_among_flicker_is_untouched() -> None:
    gains = 0.3 * UNEASY
    gains[15] += 0.15
    assert_untouched(lit(PAN, gains), np.s_[15:16])


def test_lightning_on_a_part_of_the_picture_is_untouched() -> None:
    frames = list(PAN)
    for number in (7, 8, 20):
        frames[number] = frames[number].copy()
        frames[number][:, 90:] = np.clip(frames[number][:, 90:] * 1.6, 0, 1)
    assert_untouched(frames)


def test_neon_is_untouched() -> None:
    frames = [frame.copy() for frame in PAN]
    for number, frame in enumerate(frames):
        if number % 4 < 2:
            frame[20:60, 30:90] = np.clip(frame[20:60, 30:90] * (1.5, 1.1, 1.2), 0, 1)
    assert_untouched(frames)


def test_a_fade_is_untouched() -> None:
    assert_untouched(lit(PAN, [-0.06 * max(0, number - 10) for number in range(COUNT)]))


def test_flicker_before_a_fade_is_removed_and_the_fade_stays() -> None:
    fade = np.array([-0.08 * max(0, number - 18) for number in range(COUNT)])
    found = lit(PAN, np.where(fade < 0, 0, UNEASY) + fade)
    gain = arrays(measured(found))["gain"] / UNIT
    assert np.abs(gain[22:]).max() < 0.02
    np.testing.assert_allclose(np.diff(gain[:16]), -np.diff(UNEASY[:16]), atol=0.02)


def test_a_repeated_picture_has_the_gain_of_its_twin() -> None:
    order = [n - n % 5 if n % 5 == 1 else n for n in range(COUNT)]
    found = arrays(measured([lit(PAN, UNEASY)[n] for n in order]))
    assert found["gain"].any()
    for name in PARTS:
        np.testing.assert_array_equal(found[name][1::5], found[name][:-1:5][: len(found[name][1::5])])


def test_burned_in_text_is_left_out() -> None:
    text = np.zeros((112, 192), bool)
    text[8:104, 10:180] = True
    steps = []
    for letters in (None, text):
        before, after = (
            sight(
                Seen(
                    0,
                    (codes * 65535).astype(np.uint16),
                    16,
                    small_luma(np.zeros((2, 2, 3), np.uint16), 16),
                    False,
                    letters,
                )
            )
            for codes in (PAN[0], np.where(text[..., None], PAN[0] * 0.7, PAN[0] * 0.95))
        )
        steps.append(step_between(before, after).gain.even)
    assert steps == pytest.approx([np.log(0.7), np.log(0.95)], abs=0.005)


def test_a_black_picture_has_no_exposure() -> None:
    black = sight(Seen(0, np.zeros((40, 60, 3), np.uint16), 16, np.zeros((40, 60), np.float32)))
    assert step_between(black, black) is NO_STEP


def test_a_value_depends_on_frames_near_it_only() -> None:
    found = lit(PAN, UNEASY)
    longer, shorter = arrays(measured(found)), arrays(measured(found[:-4]))
    for name in PARTS:
        np.testing.assert_array_equal(longer[name][: COUNT - 4 - 24], shorter[name][: COUNT - 4 - 24])


def test_arrays_and_summary_by_shot() -> None:
    found = analyze(HeldReader(lit(PAN, UNEASY)), [ShotOf(0, 20), ShotOf(20, 12)], ("flicker",))["flicker"]
    assert {name: array.shape for name, array in arrays(found).items()} == {
        "gain": (COUNT,),
        "gain_field": (COUNT, GRID, GRID),
        "gain_tones": (COUNT, 3, 3),
        "offset": (COUNT,),
        "offset_field": (COUNT, GRID, GRID),
        "offset_tones": (COUNT, 3, 3),
    }
    assert len(found.summary["shots"]) == 2
    assert found.summary["typical"] > 1
    assert found.summary["corrected_frames"] == sum(shot["corrected_frames"] for shot in found.summary["shots"])


def test_a_shot_of_one_picture_is_measured() -> None:
    measure = FlickerMeasure()
    measure.add(Seen(0, np.full((8, 8, 3), 900, np.uint16), 10, np.full((8, 8), 0.88, np.float32)))
    measure.end_shot()
    assert measure.finish().summary["corrected_frames"] == 0
