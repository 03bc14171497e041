"""``python -m training.filmvsr.evaluate``: FilmVSR on clips that nothing was trained on, beside classical ways.

Each clip is the truth; what is shown is the clip made smaller (plain), or worn as well: softened by a lens, with grain,
dirt that was left and MPEG-2 (film). Figures are of the middle pictures of the window, 8 pixels inside the borders.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from restoration.damage import DamageParameters, damage_frames
from restoration.enlargement.lanczos import enlarged
from restoration.models.filmvsr.motion import motions
from restoration.models.filmvsr.network import FilmVSR, build
from restoration.models.filmvsr.window import Parts, enhanced
from restoration.quality.metrics import psnr
from restoration.quality.steadiness import motions as motions_of_the_truth
from restoration.quality.steadiness import warp_error
from restoration.quality.structure import ssim
from training.held_out import held_out_clips

Array = npt.NDArray[np.float32]
Way = Callable[[Sequence[Array], int], list[Array]]

CHECKPOINT: Final = Path(__file__).parents[2] / "var" / "training" / "filmvsr" / "checkpoint.pt"
CLIPS: Final = ("bikes", "traffic", "bear", "bmx", "city", "temple")
WINDOW, KEPT = 12, range(3, 9)
RIM: Final = 8
SHEET_SIDE: Final = 96
FILM: Final = DamageParameters(
    grain=0.02, grain_size=0.7, blur=0.6, flicker=0.0, weave=0.0, dust_per_frame=0.0, codec="mpeg2", quantiser=4
)


@dataclass(frozen=True)
class Task:
    """What is asked: ``plain`` or ``film`` pictures, to be enlarged so many times."""

    damage: str
    scale: int


TASKS: Final = (Task("plain", 2), Task("plain", 4), Task("film", 1), Task("film", 2), Task("film", 4))


@dataclass(frozen=True)
class Figures:
    """Against the truth: PSNR in dB, structural similarity, and E*warp x 1000 above that of the truth."""

    psnr: float
    ssim: float
    unsteady: float


def main() -> None:
    """Print the table; with ``--sheets`` write enlarged crops to look at."""
    parser = argparse.ArgumentParser(prog="python -m training.filmvsr.evaluate", description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=CHECKPOINT)
    parser.add_argument("--sheets", type=Path, help="folder for crops of each clip: shown, each way, truth")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    network, step = trained(asked.checkpoint)
    parts = {name: network.get_submodule(name) for name, _ in network.named_children()}
    ways: Mapping[str, Way] = {"lanczos": _lanczos, "classical": _classical, "filmvsr": _by(parts)}
    print(f"FilmVSR after {step} steps: PSNR / SSIM / E*warp above the truth's")
    print("clip\tdamage\tscale\t" + "\t".join(ways))
    for name, clip in clips().items():
        for task in TASKS:
            answers = {way: work(worn(clip, task), task.scale) for way, work in ways.items()}
            _tell(name, task, answers, clip)
            if asked.sheets is not None:
                _write_sheet(asked.sheets / f"{name}_{task.damage}_x{task.scale}.png", clip, task, answers)


def trained(checkpoint: Path) -> tuple[FilmVSR, int]:
    """Return the running mean of a training, and how many steps it took."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    network = build().eval()
    mine = {name.removeprefix("network."): value for name, value in state["mean"].items() if "network." in name}
    network.load_state_dict(mine)
    return network, int(state["step"])


def clips() -> dict[str, list[Array]]:
    """Return the held-out clips that are here."""
    return {name: clip for name, clip in held_out_clips(WINDOW, CLIPS).items() if len(clip) > KEPT.stop}


def worn(clip: Sequence[Array], task: Task) -> list[Array]:
    """Return what is shown of a clip."""
    small = [_smaller(picture, task.scale) for picture in clip]
    if task.damage == "plain":
        return small
    return [one.pixels for one in damage_frames(small, seed=20261123, parameters=FILM)]


def _tell(name: str, task: Task, answers: Mapping[str, Sequence[Array]], clip: Sequence[Array]) -> None:
    figures = [_figures(answer, clip[KEPT.start : KEPT.stop]) for answer in answers.values()]
    told = "\t".join(f"{one.psnr:.2f} {one.ssim:.4f} {one.unsteady:+.2f}" for one in figures)
    print(f"{name}\t{task.damage}\tx{task.scale}\t{told}", flush=True)


def _figures(answers: Sequence[Array], truth: Sequence[Array]) -> Figures:
    inner = np.s_[RIM:-RIM, RIM:-RIM]
    pairs = [(one[inner], other[inner]) for one, other in zip(answers, truth, strict=True)]
    found = motions_of_the_truth(truth)
    return Figures(
        float(np.mean([psnr(one, other) for one, other in pairs])),
        float(np.mean([ssim(one, other) for one, other in pairs])),
        warp_error(answers, found) - warp_error(truth, found),
    )


def _lanczos(shown: Sequence[Array], scale: int) -> list[Array]:
    return [one if scale == 1 else enlarged(one, scale, 0.0) for one in shown[KEPT.start : KEPT.stop]]


def _classical(shown: Sequence[Array], scale: int) -> list[Array]:
    return [one if scale == 1 else enlarged(one, scale, 1.0) for one in shown[KEPT.start : KEPT.stop]]


def _by(parts: Parts) -> Way:
    def work(shown: Sequence[Array], scale: int) -> list[Array]:
        given = [torch.from_numpy(one.transpose(2, 0, 1)[None].copy()) for one in shown]
        with torch.inference_mode():
            answers = enhanced(parts, given, motions(shown), scale=scale, kept=KEPT)
            return [answer[0].permute(1, 2, 0).clip(0, 1).contiguous().numpy() for answer in answers]

    return work


def _write_sheet(path: Path, clip: Sequence[Array], task: Task, answers: Mapping[str, Sequence[Array]]) -> None:
    """Write what is shown, each answer and the truth beside each other, enlarged: three places with much detail."""
    place = len(KEPT) // 2
    truth, shown = clip[KEPT[place]], worn(clip, task)[KEPT[place]]
    nearest = cv2.resize(shown, None, fx=task.scale, fy=task.scale, interpolation=cv2.INTER_NEAREST)
    beside = [np.asarray(nearest, np.float32), *(answer[place] for answer in answers.values()), truth]
    detail = cv2.blur(np.abs(cv2.Laplacian(truth.mean(axis=2), cv2.CV_32F)), (SHEET_SIDE, SHEET_SIDE))
    rows = []
    for part in np.array_split(np.arange(SHEET_SIDE // 2, truth.shape[1] - SHEET_SIDE // 2), 3):
        inner = detail[SHEET_SIDE // 2 : -SHEET_SIDE // 2, part]
        top, across = divmod(int(inner.argmax()), inner.shape[1])
        left = int(part[across]) - SHEET_SIDE // 2
        crops = [one[top : top + SHEET_SIDE, left : left + SHEET_SIDE] for one in beside]
        rows.append(np.hstack([cv2.resize(one, None, fx=3, fy=3, interpolation=cv2.INTER_NEAREST) for one in crops]))
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.round(np.clip(np.vstack(rows), 0, 1)[..., ::-1] * 255).astype(np.uint8))


def _smaller(picture: Array, scale: int) -> Array:
    if scale == 1:
        return picture
    planes = torch.from_numpy(picture.transpose(2, 0, 1)[None].copy())
    size = (picture.shape[0] // scale, picture.shape[1] // scale)
    small = functional.interpolate(planes, size=size, mode="bicubic", antialias=True)
    return np.ascontiguousarray(small[0].permute(1, 2, 0).clip(0, 1).numpy())


if __name__ == "__main__":
    main()
