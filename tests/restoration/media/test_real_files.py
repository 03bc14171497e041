"""Real and broken files: each gives full facts or a clean refusal, in a sandbox child, within bounded time."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from restoration.media import SandboxKilled, SandboxLimits, run_sandboxed
from restoration.media import errors as refusals
from restoration.media.errors import MediumRefused

DATA = Path(__file__).parents[4] / "shared" / "data"
IS_ABSENT = not DATA.is_dir()
needs_data = pytest.mark.skipif(IS_ABSENT, reason="the shared test films are not beside this checkout")
CORRUPT = sorted(path for path in (DATA / "corrupt").rglob("*") if path.is_file())
FORMATS = sorted(path for path in (DATA / "formats").rglob("*") if path.is_file())
FOLDERS = [
    DATA / name
    for name in ("formats/exr_sequence", "formats/dpx_sequence_missing_frame", "corrupt/dpx", "corrupt/exr_fuzz")
]
CODES = {kind.code for kind in vars(refusals).values() if isinstance(kind, type) and issubclass(kind, MediumRefused)}
LIMITS = SandboxLimits(wall_seconds=90)


def name_of(path: Path) -> str:
    return str(path.relative_to(DATA))


def examined(paths: list[Path], most: int) -> dict[str, dict[str, Any]]:
    """Outcome by path. A file that kills its child is recorded as such, and the rest go on in a new one."""
    outcomes: dict[str, dict[str, Any]] = {}

    def hear(progress: dict[str, Any]) -> None:
        outcomes[progress["path"]] = progress

    waiting = [str(path) for path in paths]
    while waiting:
        arguments = {"paths": waiting, "most": most}
        try:
            run_sandboxed(
                "tests.restoration.media.bodies:examine", arguments, limits=LIMITS, readable=[DATA], on_progress=hear
            )
        except SandboxKilled as killed:
            begun = next(path for path, outcome in outcomes.items() if outcome["state"] == "begun")
            outcomes[begun] = {"path": begun, "state": "killed", "code": killed.code}
        waiting = [path for path in waiting if path not in outcomes]
    return outcomes


@cache
def first_frames() -> dict[str, dict[str, Any]]:
    return examined([*CORRUPT, *FORMATS, *FOLDERS], most=3)


@needs_data
@pytest.mark.parametrize("path", [*CORRUPT, *FORMATS, *FOLDERS], ids=name_of)
def test_every_file_gives_facts_or_a_clean_refusal(path: Path) -> None:
    outcome = first_frames()[str(path)]
    if outcome["state"] == "read":
        facts = outcome["facts"]
        assert outcome["frames"] == min(3, facts["frame_count"])
        assert min(facts["width"], facts["height"], facts["rate"]["num"], facts["rate"]["den"]) > 0
    else:
        assert outcome["code"] in CODES
        assert str(DATA) not in outcome["detail"]


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize("path", [*CORRUPT, *FORMATS], ids=name_of)
def test_every_file_to_its_last_frame(path: Path) -> None:
    outcome = examined([path], most=0)[str(path)]
    if outcome["state"] == "read":
        assert outcome["frames"] == outcome["facts"]["frame_count"]
    else:
        assert outcome["code"] in CODES


FACTS = {
    "formats/quicktime/apple-prores-422-hq.mov": ("prores", "yuv422p10le", 320, 240, 25, "25/1", 10),
    "formats/quicktime/xdcam-hd-1080p24.mov": ("mpeg2video", "yuv420p", 1440, 1080, 25, "25/1", 8),
    "formats/quicktime/png.mov": ("png", "rgba", 320, 240, 25, "25/1", 8),
    "formats/quicktime/photo-jpeg.mov": ("mjpeg", "yuvj422p", 320, 240, 25, "25/1", 8),
    "formats/ffv1/ffv1_0.mov": ("ffv1", "bgr0", 320, 240, 25, "25/1", 8),
    "formats/xstudio_prores_proxy_64x64.mov": ("prores", "yuv422p10le", 64, 64, 100, "24/1", 10),
    "formats/imf_htj2k/VIDEO_6ed567b7-c030-46d6-9c1c-0f09bab4b962.mxf": (
        "jpeg2000",
        "rgb48le",
        1920,
        1080,
        80,
        "60000/1001",
        12,
    ),
    "formats/dpx/10bit.dpx": ("dpx", "rgb uint16 10", 600, 402, 1, "24/1", 10),
    "formats/dpx/16bit.dpx": ("dpx", "rgb uint16 16", 600, 402, 1, "24/1", 16),
    "formats/dpx/checker.cin": ("cineon", "rgb uint16 10", 160, 90, 1, "24/1", 10),
    "formats/exr/Carrots.exr": ("openexr", "rgb half 0", 600, 400, 1, "24/1", 16),
    "formats/exr/BrightRingsNanInf.exr": ("openexr", "rgb half 0", 800, 800, 1, "24/1", 16),
    "formats/exr_sequence": ("openexr", "rgb half 0", 64, 64, 24, "24/1", 16),
}


@needs_data
@pytest.mark.parametrize("name", FACTS)
def test_facts_of_known_files(name: str) -> None:
    facts = first_frames()[str(DATA / name)]["facts"]
    rate = f"{facts['rate']['num']}/{facts['rate']['den']}"
    found = tuple(facts[key] for key in ("codec", "pixel_format", "width", "height", "frame_count"))
    assert (*found, rate, facts["bit_depth"]) == FACTS[name]


@needs_data
def test_codings_are_proposed_from_headers() -> None:
    known = ("dpx/checker.cin", "dpx/10bit.dpx", "exr/Carrots.exr", "quicktime/apple-prores-422-hq.mov")
    found = [first_frames()[str(DATA / "formats" / name)]["facts"]["coding"] for name in known]
    assert found == ["printing_density", "display", "scene_log", "display"]


REFUSED = {
    "formats/web/cursed-vfr.mp4": "rate-varies",
    "formats/dpx_sequence_missing_frame": "frames-missing",
    "formats/imf_meridian/ASSETMAP.xml": "poses-as-media",
    "formats/imf_meridian/MERIDIAN_Netflix_Photon_161006_ENG-51_00.mxf": "not-a-film",
    "formats/ffv1/ffv1_2.mov": "medium-corrupt",
    "corrupt/dpx": "several-sequences",
    "corrupt/dpx/8bit.00000001.dpx": "medium-truncated",
    "corrupt/exr_fuzz": "several-sequences",
    "corrupt/mkv_ffv1/EBML-MAXVER-COHERANT.mkv": "format-unsupported",
    "corrupt/mkv_ffv1/FFV1-SLICE-slice_crc_parity_v3.mkv": "medium-corrupt",
}


@needs_data
@pytest.mark.parametrize("name", REFUSED)
def test_refusals_of_known_files(name: str) -> None:
    assert first_frames()[str(DATA / name)]["code"] == REFUSED[name]


@needs_data
def test_interlaced_squeezed_and_turned_material_is_flagged() -> None:
    facts = {
        name: first_frames()[str(DATA / "formats" / name)]["facts"]
        for name in (
            "quicktime/dv-pal-interlaced.mov",
            "web/sar_2x1.mp4",
            "quicktime/xdcam-ex-1080i50.mov",
        )
    }
    assert facts["quicktime/dv-pal-interlaced.mov"]["is_interlaced"]
    assert facts["quicktime/xdcam-ex-1080i50.mov"]["is_interlaced"]
    assert facts["web/sar_2x1.mp4"]["pixel_aspect"] == {"num": 2, "den": 1}
