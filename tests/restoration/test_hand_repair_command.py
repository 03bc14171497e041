"""Frames out to a paint tool and back from a shell, and into the restored film."""

import csv
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from restoration.cli.command import main as restore
from restoration.cli.hand_repair import main as hand_repair
from restoration.delivery import FilmFacts, write_pictures
from restoration.media import find_medium, open_reader, read_master
from restoration.timebase import FrameRange, FrameRate

RATE = FrameRate(24, 1)


def pictures(count: int = 12) -> NDArray[np.uint16]:
    return np.random.default_rng(3).integers(200, 800, (count, 48, 66, 3)).astype(np.uint16)


@pytest.fixture
def reel(tmp_path: Path) -> Path:
    folder = tmp_path / "reel"
    folder.mkdir()
    names = [f"r_{number:07}.dpx" for number in range(1000, 1012)]
    write_pictures(folder, names, pictures(), FilmFacts(RATE, 10, start_timecode="01:00:00:00"))
    return folder


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    path = tmp_path / "recipe.json"
    path.write_text('{"stages": [{"stage": "hand_repair"}]}')
    return path


def paint(path: Path) -> None:
    with open_reader(find_medium(path, RATE)) as reader:
        (frame,) = reader.frames(FrameRange(0, 1))
    painted = frame.pixels.copy()
    painted[10:14, 20:30] = 512
    path.unlink()
    write_pictures(path.parent, [path.name], [painted], FilmFacts(RATE, 10))


def test_painted_frames_come_into_the_film(reel: Path, nothing: Path, tmp_path: Path) -> None:
    sent, patches, out = tmp_path / "sent", tmp_path / "patches", tmp_path / "out.mkv"
    notes = tmp_path / "notes.csv"
    notes.write_text("first,end,left,top,right,bottom,asked\n5,6,20,10,30,14,hair in the gate\n")
    common = ["--rate", "24", "--recipe", str(nothing)]
    send = ["send", str(reel), str(sent), "--frames", "5:7", "--handles", "2", "--notes", str(notes), *common]
    assert hand_repair(send) == 0
    with (sent / "notes.csv").open(encoding="utf-8-sig") as sheet:
        rows = list(csv.DictReader(sheet))
    assert [(row["file"], row["use"], row["asked"]) for row in rows[1:4]] == [
        ("r_0001004.dpx", "handle, do not paint", ""),
        ("r_0001005.dpx", "paint", "hair in the gate"),
        ("r_0001006.dpx", "paint", ""),
    ]
    paint(sent / "frames" / "r_0001005.dpx")
    assert hand_repair(["receive", str(sent), str(sent), str(patches)]) == 0
    assert [path.name for path in patches.iterdir()] == ["0000005_000.patch.npz"]
    assert restore([str(reel), str(out), "--patches", str(patches), "--quiet", *common]) == 0
    made, expected = np.stack(list(read_master(out))), pictures()
    expected[5, 10:14, 20:30] = 512
    assert np.array_equal(made, expected)


def test_a_second_round_is_painted_over_the_first(reel: Path, nothing: Path, tmp_path: Path) -> None:
    patches, common = tmp_path / "patches", ["--rate", "24", "--recipe", str(nothing)]
    for number in range(2):
        sent = tmp_path / f"sent{number}"
        more = ["--patches", str(patches)] if number else []
        assert hand_repair(["send", str(reel), str(sent), "--frames", "5:6", "--handles", "0", *common, *more]) == 0
        frame = sent / "frames" / "r_0001005.dpx"
        with open_reader(find_medium(frame, RATE)) as reader:
            (shown,) = reader.frames(FrameRange(0, 1))
        painted = shown.pixels.copy()
        painted[10 + number : 14 + number, 20:30] = 500 + number
        frame.unlink()
        write_pictures(frame.parent, [frame.name], [painted], FilmFacts(RATE, 10))
        assert hand_repair(["receive", str(sent), str(sent), str(patches)]) == 0
    out = tmp_path / "out.mkv"
    assert restore([str(reel), str(out), "--patches", str(patches), "--quiet", *common]) == 0
    made = list(read_master(out))[5]
    assert np.all(made[10, 20:30] == 500)
    assert np.all(made[11:15, 20:30] == 501)


def test_refusals_are_one_sentence(reel: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert hand_repair(["receive", str(reel), str(reel), str(tmp_path / "patches")]) == 2
    assert "reel is no folder of frames sent to hand repair" in capsys.readouterr().err
    send = ["send", str(reel), str(tmp_path / "sent"), "--frames", "5:99", "--rate", "24"]
    assert hand_repair(send) == 2
    assert '--frames "5:99" is no place in this film' in capsys.readouterr().err
    assert not (tmp_path / "sent").exists()
    (tmp_path / "notes.csv").write_text("first,end\nfive,6\n")
    assert hand_repair([*send[:-4], "--frames", "5:6", "--rate", "24", "--notes", str(tmp_path / "notes.csv")]) == 2
    assert "notes.csv, line 2" in capsys.readouterr().err
