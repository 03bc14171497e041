"""``python -m training.film_tiny.evaluate``: film-tiny on clips that nothing was trained on, beside faithful pictures.

The truth is a part of each clip; what is shown is the part made half as large (plain), or worn as well (film: see
``training.filmvsr.evaluate``). ``--development`` takes other clips: controls are chosen on those.
"""

import argparse
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
import torch

from benchmarks.lpips import lpips
from restoration.enlargement.lanczos import enlarged
from restoration.generative.autoencoding import as_codes, decoded, encoded
from restoration.generative.control import Control
from restoration.generative.grid import Tiles
from restoration.generative.mixing import Bounds, mixed
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.generative.raster import Grid
from restoration.models.contract import Model
from restoration.quality.metrics import psnr
from restoration.quality.steadiness import motions as motions_of_the_truth
from restoration.quality.steadiness import warp_error
from restoration.stages.upscale.generative import control_of
from restoration.stages.upscale.spec import UpscaleParameters
from training.film_tiny.samples import faithful
from training.film_tiny.ship import HOME
from training.filmvsr.evaluate import Task, worn
from training.held_out import held_out_clips

Array = npt.NDArray[np.float32]

DEVELOPMENT: Final = {"cockatoo": (0, 0), "street": (0, 0), "packing": (0, 0), "market": (0, 0)}
"""Clips, and how far from their middle the part lies that is taken, in pixels down and across."""
HELD_OUT: Final = {
    "bikes": (0, 60),
    "bear": (0, 230),
    "bmx": (20, 20),
    "city": (0, 0),
    "temple": (40, 160),
    "carphone": (0, 0),
    "seaside": (48, 20),
}
SCALE: Final = 2
SIDE: Final = 128
WINDOW, KEPT = 8, range(2, 6)
RIM: Final = 8
FIDELITIES: Final = (0.0, 0.3, 0.7)
SHEET_SIDE: Final = 64


@dataclass(frozen=True)
class Figures:
    """Against the truth: PSNR in dB, LPIPS, and E*warp x 1000 above that of the truth."""

    psnr: float
    lpips: float
    unsteady: float

    def __str__(self) -> str:
        """Return the three, rounded."""
        return f"{self.psnr:.2f} {self.lpips:.3f} {self.unsteady:+.2f}"


def main() -> None:
    """Print the table; with ``--sheets`` write enlarged crops to look at."""
    parser = argparse.ArgumentParser(prog="python -m training.film_tiny.evaluate", description=__doc__)
    parser.add_argument("--model", type=Path, default=HOME, help="folder of a model that was shipped")
    parser.add_argument("--development", action="store_true")
    parser.add_argument("--clips", nargs="*", help="some only")
    parser.add_argument("--damage", nargs="*", default=("plain", "film"))
    parser.add_argument("--sheets", type=Path, help="folder for crops of each clip")
    usual = control_of(UpscaleParameters())
    for name in ("strength", "guidance", "consistency", "propagation"):
        parser.add_argument(f"--{name}", type=float, default=getattr(usual, name))
    for name in ("steps", "noise-level"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name.replace("-", "_")))
    asked = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    control = Control(
        strength=asked.strength,
        steps=asked.steps,
        noise_level=asked.noise_level,
        guidance=asked.guidance,
        consistency=asked.consistency,
        propagation=asked.propagation,
    )
    model = FilmRestorationPipeline.from_pretrained(asked.model)
    print(f"PSNR / LPIPS / E*warp above the truth's; {control}")
    figures: dict[str, dict[str, list[Figures]]] = {}
    for name, clip in parts_of(DEVELOPMENT if asked.development else HELD_OUT, asked.clips).items():
        for damage in asked.damage:
            answers = answers_of(model, clip, damage, control)
            found = {way: figures_of(made, clip[KEPT.start : KEPT.stop]) for way, made in answers.items()}
            if not figures:
                print("clip\tdamage\t" + "\t".join(found))
            print(f"{name}\t{damage}\t" + "\t".join(map(str, found.values())), flush=True)
            for way, one in found.items():
                figures.setdefault(damage, {}).setdefault(way, []).append(one)
            if asked.sheets is not None:
                write_sheet(asked.sheets / f"{name}_{damage}.png", clip, answers)
    for damage, ways in figures.items():
        print(f"mean\t{damage}\t" + "\t".join(str(mean_of(of_clips)) for of_clips in ways.values()))


def parts_of(clips: Mapping[str, tuple[int, int]], names: Sequence[str] | None = None) -> dict[str, list[Array]]:
    """Return a part of each of these clips that are here, SIDE pixels to a side at most."""
    wanted = [name for name in clips if not names or name in names]
    found = held_out_clips(WINDOW, wanted)
    return {name: [_part(one, *clips[name]) for one in found[name]] for name in wanted if name in found}


def answers_of(
    model: FilmRestorationPipeline, clip: Sequence[Array], damage: str, control: Control
) -> dict[str, list[Array]]:
    """Return what each way makes of the middle pictures of a clip, shown half as large."""
    shown = worn(clip, Task(damage, SCALE))
    from_film = faithful(shown, SCALE)
    kept = slice(KEPT.start, KEPT.stop)
    answers = {
        "lanczos": [enlarged(one, SCALE, 0.0) for one in shown[kept]],
        "faithful": from_film[kept],
        "autoencoder": through(model, clip[kept]),
    }
    drawn = list(model.restored(shown, from_film, kept=KEPT, fidelity=0.0, control=control))
    for fidelity in FIDELITIES:
        bounds = Bounds.of(np.full(shown[0].shape[:2], fidelity, np.float32), None, SCALE)
        pairs = zip(from_film[kept], drawn, strict=True)
        answers[f"fidelity {fidelity:g}"] = [mixed(one, other, bounds) for one, other in pairs]
    return answers


@torch.inference_mode()
def through(model: FilmRestorationPipeline, pictures: Sequence[Array]) -> list[Array]:
    """Return pictures after the way through the autoencoder, tile by tile, as pipelines do it."""
    height, width = pictures[0].shape[:2]
    grid = Grid.of(height, width, model.factor, model.config.tile)
    tiles = Tiles(torch.ones(grid.padded_height, grid.padded_width, dtype=torch.bool), model.config.tile)
    autoencoder = model.autoencoder(Model(model.networks(), "cpu"))
    latents = encoded(autoencoder, pictures, grid, tiles)
    again = decoded(autoencoder, latents, kept=range(len(pictures)), first=0, grid=grid, tiles=tiles)
    of_pictures = zip(again, pictures, strict=True)
    return [grid.laid(as_codes(planes), tiles.area, picture).clip(0, 1) for planes, picture in of_pictures]


def figures_of(answers: Sequence[Array], truth: Sequence[Array]) -> Figures:
    """Return how good pictures are, RIM pixels inside their borders."""
    inner = np.s_[RIM:-RIM, RIM:-RIM]
    pairs = [(np.ascontiguousarray(one[inner]), other[inner]) for one, other in zip(answers, truth, strict=True)]
    found = motions_of_the_truth(truth)
    return Figures(
        statistics.mean(psnr(one, other) for one, other in pairs),
        statistics.mean(lpips(one, np.ascontiguousarray(other)) for one, other in pairs),
        warp_error(answers, found) - warp_error(truth, found),
    )


def mean_of(of_clips: Sequence[Figures]) -> Figures:
    """Return the means of figures."""
    return Figures(*(statistics.mean(getattr(one, name) for one in of_clips) for name in ("psnr", "lpips", "unsteady")))


def write_sheet(path: Path, clip: Sequence[Array], answers: Mapping[str, Sequence[Array]]) -> None:
    """Write each answer and the truth beside each other, enlarged: the two places with the most detail."""
    place = len(KEPT) // 2
    truth = clip[KEPT[place]]
    beside = [*(answer[place] for answer in answers.values()), truth]
    detail = cv2.blur(np.abs(cv2.Laplacian(truth.mean(axis=2), cv2.CV_32F)), (SHEET_SIDE, SHEET_SIDE))
    half = SHEET_SIDE // 2
    rows = []
    for part in np.array_split(np.arange(half, truth.shape[1] - half), 2):
        inner = detail[half:-half, part]
        top, across = divmod(int(inner.argmax()), inner.shape[1])
        left = int(part[across]) - half
        crops = [one[top : top + SHEET_SIDE, left : left + SHEET_SIDE] for one in beside]
        rows.append(np.hstack([cv2.resize(one, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST) for one in crops]))
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.round(np.clip(np.vstack(rows), 0, 1)[..., ::-1] * 255).astype(np.uint8))


def _part(picture: Array, down: int, across: int) -> Array:
    height, width = picture.shape[:2]
    rooms = ((height - SIDE, down), (width - SIDE, across))
    top, left = (min(max(0, room // 2 + away), max(0, room)) for room, away in rooms)
    return np.ascontiguousarray(picture[top : top + SIDE, left : left + SIDE])


if __name__ == "__main__":
    main()
