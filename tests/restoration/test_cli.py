"""The restore command, on real files."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.cli.command import main
from restoration.delivery import FilmFacts, write_film, write_pictures
from restoration.engine.film import SCAN
from restoration.media import (
    FrameReader,
    convert_depth,
    find_medium,
    open_reader,
    read_master,
    write_master,
)
from restoration.timebase import FrameRate

CHECKOUT = Path(__file__).resolve().parents[2]
MARKET_STREET = CHECKOUT.parent / "shared" / "data" / "old_film" / "a_trip_down_market_street_before_the_fire"
RATE = FrameRate(24, 1)
ON_CPU = ["--device", "cpu"]
"""As it is: nothing has to be compiled."""
NOTHING: dict[str, list[str]] = {"stages": []}


def moving(count: int = 20, height: int = 48, width: int = 64, depth: int = 10) -> NDArray[np.uint16]:
    """A soft pattern that drifts to the right, in ``depth`` bits."""
    y, x = np.mgrid[0:height, 0:width]
    pictures = [
        np.stack([np.sin((x - shift) / (6 + channel)) * np.cos(y / 7) for channel in range(3)], axis=2)
        for shift in range(count)
    ]
    return np.rint((np.stack(pictures) * 0.4 + 0.5) * ((1 << depth) - 1)).astype(np.uint16)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "in.mkv"
    write_film(path, moving(), FilmFacts(RATE, 10, start_timecode="01:00:00:00"), kind=".mkv")
    return path


@pytest.fixture
def short_film(tmp_path: Path) -> Path:
    """Of few frames, for what is slow."""
    path = tmp_path / "short.mkv"
    write_film(path, moving(3, height=24, width=32), FilmFacts(RATE, 10, start_timecode="01:00:00:00"), kind=".mkv")
    return path


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    path = tmp_path / "nothing.json"
    path.write_text(json.dumps(NOTHING))
    return path


def opened(path: Path) -> FrameReader:
    return open_reader(find_medium(path, RATE))


def pictures_of(path: Path, depth: int = 10) -> NDArray[np.uint16]:
    with opened(path) as reader:
        return np.stack([convert_depth(frame.pixels, reader.facts.bit_depth, depth) for frame in reader.frames()])


def leftovers(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir() if entry.name.startswith(".")]


def test_a_recipe_that_does_nothing_keeps_every_code_and_the_timecode(
    film: Path, nothing: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.mkv"
    assert main([str(film), str(out), "--recipe", str(nothing), "--quiet"]) == 0
    assert np.array_equal(pictures_of(out), moving())
    with opened(out) as reader:
        assert reader.facts.start_timecode == "01:00:00:00"
        assert reader.facts.bit_depth == 10
        assert reader.facts.rate == RATE


def test_a_part_of_the_film_keeps_its_own_timecode(film: Path, nothing: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.mkv"
    assert main([str(film), str(out), "--recipe", str(nothing), "--frames", "5:9", "--quiet"]) == 0
    assert np.array_equal(pictures_of(out), moving()[5:9])
    with opened(out) as reader:
        assert reader.facts.start_timecode == "01:00:00:05"


@pytest.mark.parametrize("ending", ["png", "tif", "dpx"])
def test_pictures_in_and_out_keep_codes_numbers_and_names(nothing: Path, tmp_path: Path, ending: str) -> None:
    source = tmp_path / "in"
    source.mkdir()
    names = [f"reel_{number:06d}.{ending}" for number in range(86400, 86420)]
    write_pictures(source, names, moving(), FilmFacts(RATE, 10, start_timecode="01:00:00:00"))
    out = tmp_path / "out"
    asked = [str(source), str(out), "--rate", "24", "--recipe", str(nothing), "--frames", "3:8", "--quiet"]
    assert main(asked) == 0
    assert sorted(entry.name for entry in out.iterdir()) == names[3:8]
    assert np.array_equal(pictures_of(out), moving()[3:8])
    if ending == "dpx":
        with opened(out) as reader:
            assert (reader.facts.bit_depth, reader.facts.start_timecode) == (10, "01:00:00:03")


def test_a_pattern_names_pictures_of_a_film_by_frame(film: Path, nothing: Path, tmp_path: Path) -> None:
    out = tmp_path / "frames" / "shot_####.dpx"
    assert main([str(film), str(out), "--recipe", str(nothing), "--frames", "18:", "--quiet"]) == 0
    assert sorted(entry.name for entry in out.parent.iterdir()) == ["shot_0018.dpx", "shot_0019.dpx"]


@pytest.mark.parametrize("ending", [".mov", ".mp4"])
def test_lossy_films_stay_close_and_keep_their_count(nothing: Path, tmp_path: Path, ending: str) -> None:
    source, out = tmp_path / "in.mkv", tmp_path / f"out{ending}"
    pictures = moving(8, 160, 192)
    write_master(source, pictures, rate=RATE, bit_depth=10)
    assert main([str(source), str(out), "--recipe", str(nothing), "--quiet"]) == 0
    difference = pictures_of(out).astype(int) - pictures
    assert len(difference) == 8
    assert np.sqrt(np.mean(difference**2)) < 8


def test_every_stage_works_and_the_report_says_so(film: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.json"
    recipe.write_text(
        json.dumps(
            {"stages": [{"stage": "deflicker"}, {"stage": "dust"}, {"stage": "upscale", "parameters": {"scale": 2}}]}
        )
    )
    out, report = tmp_path / "out.mkv", tmp_path / "report.json"
    assert main([str(film), str(out), "--recipe", str(recipe), "--report", str(report), "--quiet"]) == 0
    assert pictures_of(out).shape == (20, 96, 128, 3)
    said = json.loads(report.read_text())
    assert said["plane"] == "enhanced"
    assert said["recipe"]["stages"][1]["parameters"]["strength"] == 1000
    assert set(said["measured"]) == {"flicker", "text"}
    (shot,) = said["shots"]
    assert (shot["first"], shot["count"]) == (0, 20)
    assert shot["measured"]["flicker"]["corrected_frames"] == 0
    assert shot["done"]["dust"]["frames"] == 20
    assert shot["done"]["upscale"]["changed_percent"] == 100
    assert 0 <= shot["done"]["dust"]["repaired_percent"] < 5
    assert shot["invention"] is None


def test_what_was_drawn_is_in_the_report_by_frame_and_place(film: Path, tmp_path: Path) -> None:
    recipe = tmp_path / "recipe.json"
    drawn = {"stage": "upscale", "parameters": {"scale": 2, "tier": 2, "fidelity": 0}}
    recipe.write_text(json.dumps({"stages": [drawn]}))
    report = tmp_path / "report.json"
    asked = [str(film), str(tmp_path / "out.mkv"), "--recipe", str(recipe), "--frames", "4:9", "--quiet"]
    assert main([*asked, "--report", str(report)]) == 0
    (shot,) = json.loads(report.read_text())["shots"]
    invented = shot["invention"]
    assert (invented["first"], len(invented["levels"])) == (4, 5)
    assert invented["level"] == pytest.approx(sum(invented["levels"]) / 5, abs=1)
    assert min(invented["levels"]) > 0
    assert all(4 <= place["frame"] < 9 for place in invented["worst"])


def test_drawing_that_waits_for_notes_says_so_and_networks_without_a_part_are_not_told(
    short_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, report = tmp_path / "recipe.json", tmp_path / "report.json"
    for scale, said, networks in ((1, "", set()), (2, "upscale drew nothing", {"film-tiny", "filmvsr"})):
        drawn = {"stage": "upscale", "parameters": {"scale": scale, "tier": 3}}
        recipe.write_text(json.dumps({"stages": [drawn, {"stage": "dust"}][::-1]}))
        asked = [
            str(short_film),
            str(tmp_path / f"{scale}.mkv"),
            "--recipe",
            str(recipe),
            "--frames",
            "0:2",
            "--quiet",
            *ON_CPU,
        ]
        assert main([*asked, "--report", str(report)]) == 0
        written = json.loads(report.read_text())
        assert set(written["networks"]) == networks
        assert written["shots"][0]["invention"] is None
        assert said in capsys.readouterr().err


def test_drawing_that_waits_in_one_place_and_not_in_another_is_no_drawing_of_nothing(
    short_film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = {"kind": "frames", "scan": SCAN, "first": 1, "end": 2}
    everywhere = {"scope": place, "parameters": {"everywhere": 1, "steps": 1}}
    entry = {"stage": "upscale", "parameters": {"scale": 2, "tier": 3}, "overrides": [everywhere]}
    recipe, report = tmp_path / "recipe.json", tmp_path / "report.json"
    recipe.write_text(json.dumps({"stages": [entry]}))
    asked = [str(short_film), str(tmp_path / "out.mkv"), "--recipe", str(recipe), "--frames", "0:2", "--quiet", *ON_CPU]
    assert main([*asked, "--report", str(report)]) == 0
    assert json.loads(report.read_text())["shots"][0]["invention"]["levels"][0] is None
    assert capsys.readouterr().err == ""


def test_the_restored_picture_can_be_asked_for_beside_the_larger(film: Path, tmp_path: Path) -> None:
    recipe, out = tmp_path / "recipe.json", tmp_path / "out.mkv"
    recipe.write_text(json.dumps({"stages": [{"stage": "upscale", "parameters": {"scale": 2}}]}))
    assert main([str(film), str(out), "--recipe", str(recipe), "--plane", "restored", "--quiet"]) == 0
    assert np.array_equal(pictures_of(out), moving())


def test_a_part_comes_out_as_it_does_in_the_whole_film(film: Path, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.mkv", tmp_path / "part.mkv"
    assert main([str(film), str(whole), "--quiet"]) == 0
    assert main([str(film), str(part), "--frames", "7:12", "--quiet"]) == 0
    assert np.array_equal(np.stack(list(read_master(whole)))[7:12], np.stack(list(read_master(part))))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["in.mkv", "out.mkv", "--plane", "graded"], "makes no graded picture of every frame"),
        (
            ["in.mkv", "out.mkv", "--preview", "20"],
            '--preview "20" is no place in this film; write a frame within 0:20',
        ),
        (["in.mkv", "full/x", "--codec", "ffv1"], "--codec is for films: .mkv, .mov, .mp4"),
        (["in.mkv", "out.mkv", "--codec", "prores_4444"], ".mkv holds ffv1, not prores_4444"),
        (["in.mkv", "out.mkv", "--look", "full/text.txt"], "text.txt"),
        (["in.mkv", "out.mkv", "--patches", "full"], "full holds no painted frames"),
        (["in.mkv", "out.mkv", "--infrared", "alpha"], "has no fourth channel"),
        (["in.mkv", "out.mkv", "--plane", "enhanced"], "makes no enhanced picture of every frame; it makes: restored"),
        (["in.mkv", "out.mkv", "--frames", "5"], '--frames "5" is no place in this film; write FIRST:END within 0:20'),
        (["in.mkv", "out.mkv", "--frames", "5:21"], "within 0:20"),
        (["in.mkv", "out.mkv", "--frames", "5:5"], "within 0:20"),
        (["in.mkv", "out.avi"], "out.avi has none of the endings .mkv, .mov, .mp4"),
        (["in.mkv", "in.mkv"], "in.mkv is there already; nothing is overwritten"),
        (["in.mkv", "nowhere/out.mkv"], "nowhere is not a folder; make it first"),
        (["in.mkv", "out/f_###.gif"], ".gif is none of the endings .png, .tif, .tiff, .dpx, .exr"),
        (["in.mkv", "full"], "full is there already"),
        (["gone.mkv", "out.mkv"], "gone.mkv is not there"),
        (["full", "out.mkv"], "the folder holds no numbered"),
        (
            ["in.mkv", "out.mkv", "--recipe", "bad.json"],
            "bad.json is not a recipe: stages.0.parameters.strength: Input should be a valid integer",
        ),
        (["in.mkv", "out.mkv", "--recipe", "full/text.txt"], "text.txt is not a recipe"),
        (["in.mkv", "out.mkv", "--recipe", "none.json"], "none.json: No such file"),
        (["in.mkv", "out.mkv", "--rate", "fast"], '"fast" is not understood'),
        (["in.mkv", "out.mp4", "--frames", "0:2"], "64 x 48 is too small for HEVC"),
    ],
)
@pytest.mark.usefixtures("film")
def test_refusals_are_one_sentence_and_leave_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "text.txt").write_text("hello")
    (tmp_path / "bad.json").write_text(json.dumps({"stages": [{"stage": "dust", "parameters": {"strength": 0.5}}]}))
    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.chdir(tmp_path)
    assert main([*arguments, "--quiet"]) == 2
    written = capsys.readouterr().err
    assert sentence in written
    assert written.startswith("restore: ")
    assert written.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_damaged_film_leaves_no_output(film: Path, nothing: Path, tmp_path: Path) -> None:
    content = bytearray(film.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = bytes(400)
    film.write_bytes(content)
    assert main([str(film), str(tmp_path / "out.mkv"), "--recipe", str(nothing), "--quiet"]) == 2
    assert not (tmp_path / "out.mkv").exists()
    assert leftovers(tmp_path) == []


def test_the_command_shows_progress_and_runs_as_a_module(film: Path, nothing: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "restoration.cli", str(film), str(tmp_path / "o.mkv"), "--recipe", str(nothing)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=CHECKOUT, check=False)
    assert done.returncode == 0
    assert "20/20" in done.stderr
    assert "render" in done.stderr
    assert done.stdout == ""


@pytest.mark.skipif(not MARKET_STREET.is_dir(), reason="the film clips of ../shared/data are not here")
def test_a_real_damaged_film_is_restored(tmp_path: Path) -> None:
    out, report = tmp_path / "out.mkv", tmp_path / "report.json"
    asked = [str(MARKET_STREET), str(out), "--rate", "24", "--frames", "10:22", "--report", str(report), "--quiet"]
    assert main(asked) == 0
    with opened(out) as reader:
        assert (reader.facts.frame_count, reader.facts.width, reader.facts.height) == (12, 480, 368)
    done = json.loads(report.read_text())["shots"][0]["done"]
    assert done["stabilise"]["changed_percent"] > 50
    assert 0 < done["dust"]["changed_percent"] < 10


def test_a_preview_is_half_as_large_and_one_moment_long(nothing: Path, tmp_path: Path) -> None:
    source, out = tmp_path / "in.mkv", tmp_path / "out.mkv"
    pictures = moving(60)
    write_master(source, pictures, rate=RATE, bit_depth=10)
    assert main([str(source), str(out), "--recipe", str(nothing), "--preview", "50", "--quiet"]) == 0
    made = pictures_of(out)
    assert made.shape == (48, 24, 32, 3)
    halved = pictures[12].reshape(24, 2, 32, 2, 3).mean(axis=(1, 3))
    assert np.abs(made[0] - halved).max() <= 0.5


def test_without_a_recipe_one_is_proposed_and_written_into_the_report(film: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert main([str(film), str(tmp_path / "out.mkv"), "--report", str(report), "--quiet"]) == 0
    said = json.loads(report.read_text())
    stages = {stage["stage"]: stage for stage in said["recipe"]["stages"]}
    assert not stages["scratch"]["enabled"]
    assert stages["degrain"]["parameters"]["strength"] == 0
    assert set(said["shots"][0]["measured"]) >= {"flicker", "weave", "defects", "grain", "scratch", "cadence"}
    assert said["source"]["coding"] == "display"


def test_a_look_grades_the_whole_film(film: Path, nothing: Path, tmp_path: Path) -> None:
    look, out = tmp_path / "half.cube", tmp_path / "out.mkv"
    look.write_text("LUT_1D_SIZE 2\n0 0 0\n0.5 0.5 0.5\n")
    assert main([str(film), str(out), "--recipe", str(nothing), "--look", str(look), "--quiet"]) == 0
    assert np.abs(pictures_of(out).astype(int) - np.rint(moving() / 2)).max() <= 1


def test_the_headers_of_a_sequence_are_kept(nothing: Path, tmp_path: Path) -> None:
    source = tmp_path / "reel"
    source.mkdir()
    names = [f"r_{number:07}.dpx" for number in range(267905, 267908)]
    write_pictures(source, names, moving(3), FilmFacts(RATE, 10, start_timecode="03:06:02:17"))
    out = tmp_path / "out"
    assert main([str(source), str(out), "--rate", "24", "--recipe", str(nothing), "--quiet"]) == 0
    assert sorted(path.name for path in out.iterdir()) == names
    for name in names:
        assert (out / name).read_bytes()[768:2048] == (source / name).read_bytes()[768:2048]
