"""``python -m training.framenet.evaluate``: lost frames of clips that nothing was trained on, made anew.

Every third frame of a clip is taken for lost, alone or with the next one, and made anew by what the stage ``tear``
makes of the frames that are left. Figures are against the frame that was there, 8 pixels inside the borders.
"""

import argparse
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import imageio_ffmpeg
import numpy as np
import numpy.typing as npt
import torch

from restoration.models.contract import Model
from restoration.models.framenet.network import FrameNet, build
from restoration.models.framenet.picture import between
from restoration.motion.between import fused
from restoration.motion.flow import luma
from restoration.quality.metrics import psnr
from restoration.quality.structure import ssim
from restoration.stages.tear.rebuilding import can_be_rebuilt, rebuilt
from restoration.stages.tear.reference import reference
from training.held_out import held_out_clips

Array = npt.NDArray[np.float32]

CHECKPOINT: Final = Path(__file__).parents[2] / "var" / "training" / "framenet" / "checkpoint.pt"
FRAMES: Final = 22
AROUND: Final = 4
EVERY: Final = 3
RIM: Final = 8
SHEET_SIDE: Final = 112


@dataclass(frozen=True)
class Lost:
    """A lost frame: what is left around it by offset, and the frame itself."""

    left: Mapping[int, Array]
    truth: Array


Way = Callable[[Lost], Array]


@dataclass(frozen=True)
class Figures:
    """PSNR in dB, structural similarity, and the strength of fine detail against that of the truth."""

    psnr: float
    ssim: float
    fine: float


def main() -> None:
    """Print the table; with ``--sheets`` write enlarged crops to look at."""
    parser = argparse.ArgumentParser(prog="python -m training.framenet.evaluate", description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    parser.add_argument("--sheets", type=Path, help="folder for crops of each clip: each way, truth")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    network, step = trained(asked.checkpoint)
    ways = _ways(network)
    print(f"FrameNet after {step} steps: PSNR / SSIM / fine detail as a part of the truth's")
    print("clip\tlost\trefused\t" + "\t".join(ways))
    for in_a_row in (1, 2):
        rows = [_tell(name, clip, in_a_row, ways, asked.sheets) for name, clip in held_out_clips(FRAMES).items()]
        print(f"mean\t{in_a_row}\t\t" + "\t".join(_told(column) for column in zip(*rows, strict=True)))


def trained(checkpoint: Path) -> tuple[FrameNet, int]:
    """Return the running mean of a training, and how many steps it took."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = build().eval()
    network.load_state_dict(state["mean"])
    return network, int(state["step"])


def lost_frames(clip: Sequence[Array], in_a_row: int) -> list[Lost]:
    """Return every third frame of a clip as a lost one, first of so many."""
    return [
        Lost(
            {offset: clip[place + offset] for offset in range(-AROUND, AROUND + 1) if not 0 <= offset < in_a_row},
            clip[place],
        )
        for place in range(AROUND, len(clip) - AROUND, EVERY)
    ]


def _ways(network: FrameNet) -> dict[str, Way]:
    model = Model(dict(network.named_children()), "cpu")
    return {
        "repeat": lambda lost: lost.left[-1],
        "minterpolate": _minterpolated,
        "one pixel": _of_single_pixels,
        "fused": lambda lost: fused(*_pair(lost)),
        "stage": lambda lost: _by_the_stage(lost, None),
        "FrameNet": lambda lost: between(model, *_pair(lost)),
        "stage with it": lambda lost: _by_the_stage(lost, model),
    }


def _near(lost: Lost) -> dict[int, Array]:
    """Return what the stage reads, the lost frames black."""
    black = np.zeros_like(lost.truth)
    return {offset: lost.left.get(offset, black) for offset in range(-2, 3)}


def _of_single_pixels(lost: Lost) -> Array:
    made = reference(_near(lost))
    return lost.truth if made is None else made.pixels


def _by_the_stage(lost: Lost, model: Model | None) -> Array:
    made = reference(_near(lost))
    return lost.truth if made is None else rebuilt(_near(lost), made, model).pixels


def _pair(lost: Lost) -> tuple[Array, Array, float]:
    after = min(offset for offset in lost.left if offset > 0)
    return lost.left[-1], lost.left[after], 1 / (after + 1)


def _minterpolated(lost: Lost) -> Array:
    """Return ffmpeg's motion-compensated interpolation; it is shown two frames on each side."""
    gap = min(offset for offset in lost.left if offset > 0) + 1
    shown = [lost.left[max(-AROUND, min(AROUND, place))] for place in (-1 - gap, -1, gap - 1, 2 * gap - 1)]
    height, width = lost.truth.shape[:2]
    filters = f"minterpolate=fps={gap}:mi_mode=mci:mc_mode=aobmc:me_mode=bidir:vsbmc=1:scd=none,format=rgb24"
    source = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", "1", "-i", "-"]
    made = subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *source, "-vf", filters, "-f", "rawvideo", "-"],
        input=b"".join(_bytes(one).tobytes() for one in shown),
        capture_output=True,
        check=True,
    )
    frames = np.frombuffer(made.stdout, np.uint8).reshape(-1, height, width, 3)
    return np.asarray(frames[gap + 1] / np.float32(255), np.float32)


def _tell(
    name: str, clip: Sequence[Array], in_a_row: int, ways: Mapping[str, Way], sheets: Path | None
) -> list[Figures]:
    cases = lost_frames(clip, in_a_row)
    answers = {way: [work(case) for case in cases] for way, work in ways.items()}
    figures = [_figures(made, [case.truth for case in cases]) for made in answers.values()]
    refused = sum(not _is_accepted(case) for case in cases)
    print(f"{name}\t{in_a_row}\t{refused} of {len(cases)}\t" + "\t".join(_told([one]) for one in figures), flush=True)
    if sheets is not None:
        middle = len(cases) // 2
        pictures = [made[middle] for made in answers.values()]
        _write_sheet(sheets / f"{name}_{in_a_row}.png", pictures, cases[middle].truth)
    return figures


def _is_accepted(lost: Lost) -> bool:
    made = reference(_near(lost))
    return made is not None and can_be_rebuilt(made, np.ones(lost.truth.shape[:2], bool))


def _figures(answers: Sequence[Array], truths: Sequence[Array]) -> Figures:
    inner = np.s_[RIM:-RIM, RIM:-RIM]
    pairs = [(one[inner], other[inner]) for one, other in zip(answers, truths, strict=True)]
    return Figures(
        float(np.mean([psnr(one, other) for one, other in pairs])),
        float(np.mean([ssim(one, other) for one, other in pairs])),
        float(np.mean([_fine(one) / _fine(other) for one, other in pairs])),
    )


def _fine(picture: Array) -> float:
    bright = luma(picture)
    return float((bright - cv2.GaussianBlur(bright, (0, 0), 1.0)).std())


def _told(figures: Sequence[Figures]) -> str:
    means = [np.mean([getattr(one, name) for one in figures]) for name in ("psnr", "ssim", "fine")]
    return f"{means[0]:.2f} {means[1]:.4f} {means[2]:.2f}"


def _write_sheet(path: Path, answers: Sequence[Array], truth: Array) -> None:
    """Write each answer and the truth beside each other, enlarged: three places where the first answer is worst."""
    beside = [*answers, truth]
    half = SHEET_SIDE // 2
    change = cv2.blur(np.abs(answers[0] - truth).mean(axis=2), (half, half))
    rows = []
    for part in np.array_split(np.arange(half, truth.shape[1] - half), 3):
        inner = change[half:-half, part]
        top, across = divmod(int(inner.argmax()), inner.shape[1])
        left = int(part[across]) - half
        crops = [one[top : top + SHEET_SIDE, left : left + SHEET_SIDE] for one in beside]
        rows.append(np.hstack([cv2.resize(one, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST) for one in crops]))
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), _bytes(np.vstack(rows))[..., ::-1])


def _bytes(picture: Array) -> npt.NDArray[np.uint8]:
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


if __name__ == "__main__":
    main()
