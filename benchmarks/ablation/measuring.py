"""The generative tier beside the others, and without each of its parts: how good, how steady, how much invented."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

import cv2
import numpy as np
from diffusers import AutoencoderKLTemporalDecoder

from benchmarks.ablation.parts import PARTS, TEMPORAL_DECODER, WHOLE
from benchmarks.ablation.places import PLACES, SCALE, SIDE, part_of
from benchmarks.enlargement.measuring import INPUT, QUALITY, judged, lacking_lpips
from benchmarks.enlargement.ours import lanczos, tier
from benchmarks.enlargement.sheets import columns_of, labelled
from benchmarks.enlargement.shown import KEPT, Degradation, Shown
from benchmarks.enlargement.ways import Picture, Way
from benchmarks.restoration.clips import ClipAbsent
from benchmarks.restoration.tables import OURS, TRUTH, Measure, Table, mean_row
from restoration.backends.selection import backend_of, choose_backend
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.invention import Generated, invention_map
from restoration.models.contract import Model
from restoration.models.film_tiny.spec import SPEC as FILM_TINY
from restoration.stages.upscale.spec import CLASSICAL, FAITHFUL, PERCEPTUAL
from restoration.timebase import FrameRange
from review.config.runtime import CHECKOUT

FOLDER: Final = CHECKOUT / "var" / "bench" / "sheets" / "ablation"
LEVEL: Final = "invention"
OPEN: Final = 0.0
"""Fidelity at which parts are left out: nothing of the faithful picture covers what they do."""
_FAITHFUL_NAME: Final = f"{OURS}: faithful (FilmVSR)"
_ENLARGED: Final = 2


def table_name(degradation: Degradation) -> str:
    """Return the name of the table."""
    return f"generative x{SCALE}, {degradation.name}"


def ablation(degradation: Degradation, places: Sequence[str] = ()) -> Table:
    """Judge the tiers, and the generative one without each of its parts, at these places (all by default).

    A sheet of each place is written on the way. Raises ModelNotUsable where the small model is not there.
    """
    began = time.monotonic()
    model = backend_of(choose_backend()).model(FILM_TINY)
    has_time = isinstance(_pipeline(model).vae, AutoencoderKLTemporalDecoder)
    parts = [part for part in PARTS if part != TEMPORAL_DECODER or has_time]
    said = lacking_lpips()
    if TEMPORAL_DECODER not in parts:
        said.append("The model has no temporal decoder that could be left out: it decodes every picture by itself.")
    values: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    spent: dict[str, dict[str, float]] = defaultdict(dict)
    found = _ways(model, parts)
    for name, place in PLACES.items():
        if places and name not in places:
            continue
        try:
            given = part_of(place, degradation)
        except ClipAbsent as absent:
            said.append(f"{name} was left out: {absent}.")
            continue
        made = {}
        for method, way in found.items():
            start = time.process_time()
            made[method] = way(given.pictures, KEPT)
            spent[method][name] = (time.process_time() - start) / len(KEPT)
        figures = judged(given, made, SCALE)
        for method, pictures in made.items():
            values[method][name] = figures[method] | {LEVEL: _level(given, pictures, made[_FAITHFUL_NAME])}
        for method in (INPUT, TRUTH):
            values[method][name], spent[method][name] = figures[method], float("nan")
        _write_sheet(name, degradation, columns_of(given, made))
    return Table(
        name=table_name(degradation),
        about=f"{', '.join(values[TRUTH])}, {SIDE} x {SIDE} pixels of each at most; {degradation.about}",
        measures=(*QUALITY, Measure(LEVEL, "mean level", "less", 3)),
        rows=tuple(mean_row(method, values[method], spent[method]) for method in [INPUT, *found, TRUTH])
        if values[TRUTH]
        else (),
        said=tuple(said),
        seconds=time.monotonic() - began,
    )


def _ways(model: Model, parts: Sequence[str]) -> dict[str, Way]:
    return {
        "Lanczos (OpenCV)": lanczos(SCALE),
        f"{OURS}: classical": tier(CLASSICAL, SCALE),
        _FAITHFUL_NAME: tier(FAITHFUL, SCALE),
        f"{OURS}: perceptual (SPAN), fidelity 500": tier(PERCEPTUAL, SCALE),
        f"{OURS}: generative, fidelity 700": partial(_generated, model, WHOLE, 0.7),
        **{f"{OURS}: generative, fidelity 0, {part}": partial(_generated, model, part, OPEN) for part in parts},
    }


def _generated(model: Model, part: str, fidelity: float, pictures: Sequence[Picture], kept: range) -> list[Picture]:
    """Return pictures as the pipeline without a part draws them over the faithful tier's, with one more around."""
    control, without = PARTS[part]
    shown = range(kept.start - 1, kept.stop + 1)
    enlarged = tier(FAITHFUL, SCALE)(pictures, shown)
    with without():
        drawn = _pipeline(model).restored(
            [pictures[place] for place in shown],
            enlarged,
            first=shown.start,
            kept=kept,
            fidelity=fidelity,
            control=control,
            computing=model,
        )
        return list(drawn)


def _pipeline(model: Model) -> FilmRestorationPipeline:
    assert isinstance(model.pipeline, FilmRestorationPipeline)  # noqa: S101 -- film-tiny is a folder, no program
    return model.pipeline


def _level(given: Shown, pictures: Sequence[Picture], faithful: Sequence[Picture]) -> float:
    """Return the mean of the invention map over the faithful tier."""
    frames, shot = dict(enumerate(given.pictures)), FrameRange(0, len(given.pictures))
    maps = (
        invention_map(Generated(picture, below, frames, index, shot))
        for picture, below, index in zip(pictures, faithful, KEPT, strict=True)
    )
    return float(np.mean([one.level.mean() for one in maps]))


def _write_sheet(name: str, degradation: Degradation, columns: Mapping[str, Picture]) -> None:
    """Write the middle picture as everybody made it, enlarged, in two lines."""
    tiles = [
        labelled(np.kron(one, np.ones((_ENLARGED, _ENLARGED, 1), np.float32)), method, SIDE * _ENLARGED)
        for method, one in columns.items()
    ]
    half = -(-len(tiles) // 2)
    tiles += [np.zeros_like(tiles[0])] * (2 * half - len(tiles))
    sheet = np.vstack([np.hstack(tiles[:half]), np.hstack(tiles[half:])])
    FOLDER.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(FOLDER / f"{name}_{degradation.name}.png"), np.ascontiguousarray(sheet[..., ::-1]))
