"""Contact sheets, pixel by pixel: what was shown, what everybody made of it, and the truth, at places worth a look."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from benchmarks.enlargement.shown import KEPT, Shown
from benchmarks.enlargement.ways import Picture
from review.config.runtime import CHECKOUT

FOLDER: Final = CHECKOUT / "var" / "bench" / "sheets" / "enlarge"
SIDE: Final = 144
_LINE: Final = 18
PLACES: Final[Mapping[str, Mapping[str, tuple[int, int]]]] = {
    "bikes": {"spokes": (90, 300)},
    "traffic": {"fast_motion": (60, 200)},
    "bear": {"foliage": (80, 496), "fur": (170, 100)},
    "bmx": {"fast_motion": (62, 150)},
    "temple": {"pattern": (40, 280), "edges": (60, 100)},
    "packing": {"text": (50, 496), "lettering": (110, 60)},
    "carphone": {"face": (0, 20)},
}
"""Where the crops of each clip begin: down, across."""


def write_sheets(clip: str, task: str, given: Shown, made: Mapping[str, Sequence[Picture]]) -> list[Path]:
    """Write a sheet for each place of a clip; a column for each way, with its name above."""
    columns = columns_of(given, made)
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = []
    for place, (down, across) in PLACES.get(clip, {}).items():
        tiles = [labelled(one[down : down + SIDE, across : across + SIDE], name) for name, one in columns.items()]
        path = FOLDER / f"{clip}_{place}_{task}.png"
        cv2.imwrite(str(path), np.ascontiguousarray(np.hstack(tiles)[..., ::-1]))
        written.append(path)
    return written


def columns_of(given: Shown, made: Mapping[str, Sequence[Picture]]) -> dict[str, Picture]:
    """Return the middle picture by name: as it was shown, as everybody made it, and the truth."""
    number = len(KEPT) // 2
    truth = given.truth[number]
    nearest = cv2.resize(given.pictures[KEPT[number]], truth.shape[1::-1], interpolation=cv2.INTER_NEAREST)
    drawn = {name: pictures[number] for name, pictures in made.items()}
    return {"shown": np.asarray(nearest, np.float32), **drawn, "truth": truth}


def labelled(crop: Picture, name: str, side: int = SIDE) -> npt.NDArray[np.uint8]:
    """Return 8-bit codes of a crop with its name above, of one size whatever is left of it at the picture's border."""
    tile = np.zeros((2 * _LINE + side, side + 4, 3), np.uint8)
    tile[2 * _LINE : 2 * _LINE + crop.shape[0], : crop.shape[1]] = np.round(crop * 255)
    words = name.replace("Answerprint: ", "").split()
    for line, text in enumerate((" ".join(words[:2]), " ".join(words[2:]))):
        cv2.putText(tile, text, (2, 13 + _LINE * line), cv2.FONT_HERSHEY_SIMPLEX, 0.36, (255, 255, 255), 1, cv2.LINE_AA)
    return tile
