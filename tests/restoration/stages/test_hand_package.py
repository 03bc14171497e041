"""Frames packed into one file, and pictures taken out of a foreign one."""

import zipfile
from pathlib import Path

import pytest

from restoration.errors import RestorationError
from restoration.stages.hand_repair.package import pack, unpack, unpack_pictures


def packed(target: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target


def taken(package: Path, folder: Path, *, most: int = 4, most_bytes: int = 1000) -> dict[str, bytes]:
    unpack_pictures(package, folder, most=most, most_bytes=most_bytes)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_packed_comes_out_again_and_is_the_same_bytes_whenever(tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    (folder / "frames").mkdir(parents=True)
    (folder / "frames" / "r1_0000001.dpx").write_bytes(b"one")
    (folder / "exchange.json").write_bytes(b"{}")
    pack(folder, tmp_path / "1.zip")
    (folder / "exchange.json").touch()
    pack(folder, tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
    unpack(tmp_path / "1.zip", tmp_path / "out")
    assert (tmp_path / "out" / "frames" / "r1_0000001.dpx").read_bytes() == b"one"


def test_only_pictures_are_taken_from_whatever_folder(tmp_path: Path) -> None:
    files = {
        "hand/frames/r1_1.dpx": b"one",
        "r1_2.DPX": b"two",
        "hand\\frames\\r1_3.dpx": b"three",
        "hand/masks/r1_1.png": b"mask",
        "__MACOSX/hand/frames/._r1_1.dpx": b"fork",
        "hand/frames/.r1_1.dpx": b"hidden",
        "hand/notes.csv": b"sheet",
        "hand/as_sent.mkv": b"codes",
    }
    found = taken(packed(tmp_path / "a.zip", files), tmp_path / "out")
    assert found == {"r1_1.dpx": b"one", "r1_2.DPX": b"two", "r1_3.dpx": b"three"}


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"../r1_1.dpx": b"x"}, "hand-package-leads-out"),
        ({"a/../../notes.txt": b"x"}, "hand-package-leads-out"),
        ({"/etc/r1_1.dpx": b"x"}, "hand-package-leads-out"),
        ({"\\etc\\r1_1.dpx": b"x"}, "hand-package-leads-out"),
        ({"a/r1_1.dpx": b"x", "b/r1_1.dpx": b"x"}, "hand-package-name-twice"),
        ({"r1_1.dpx": b"x" * 1001}, "hand-package-too-large"),
        ({f"{number}.dpx": b"x" for number in range(5)}, "hand-package-too-large"),
    ],
)
def test_harm_is_refused(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    with pytest.raises(RestorationError) as refusal:
        taken(packed(tmp_path / "painted.zip", files), tmp_path / "out")
    assert refusal.value.code == code
    assert refusal.value.values["name"] == "painted.zip"


def test_what_a_zip_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    package = packed(tmp_path / "painted.zip", {"r1_1.dpx": b"x" * 1_000_000})
    content = package.read_bytes().replace((1_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    package.write_bytes(content)
    with pytest.raises(RestorationError) as refusal:
        taken(package, tmp_path / "out")
    assert refusal.value.code in {"hand-package-too-large", "hand-package-damaged"}
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 1000


def test_what_is_no_zip_damaged_or_locked_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"Rar!" * 100)
    damaged = packed(tmp_path / "damaged.zip", {"r1_1.dpx": bytes(range(256)) * 3})
    content = bytearray(damaged.read_bytes())
    content[60:90] = b"\xff" * 30
    damaged.write_bytes(content)
    locked = packed(tmp_path / "locked.zip", {"r1_1.dpx": b"x"})
    content = bytearray(locked.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(content)
    for name in ("not-zip", "damaged", "locked"):
        with pytest.raises(RestorationError) as refusal:
            taken(tmp_path / ("no.zip" if name == "not-zip" else f"{name}.zip"), tmp_path / f"out {name}")
        assert refusal.value.code == f"hand-package-{name}"
