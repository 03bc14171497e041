import io

import numpy as np

from restoration.analysis import analyze
from tests.restoration.analysis.reader import HeldReader, ShotOf
from tests.restoration.stages.scene import Picture, panning


def taped(picture: Picture) -> Picture:
    picture = picture.copy()
    picture[110:114] = np.clip(picture[110:114] + 0.3, 0, 1)
    return picture


def test_tape_is_told_beside_the_cut_and_on_no_other_shot() -> None:
    first, second = (panning(8, height=128, width=160, speed=2, seed=seed) for seed in (1, 2))
    frames = [*first[:-1], taped(first[-1]), *second]
    found = analyze(HeldReader(frames), [ShotOf(0, 8), ShotOf(8, 8)], ["splice"])["splice"]
    with np.load(io.BytesIO(found.content)) as archive:
        rows = archive["rows"]
    assert np.flatnonzero(rows).tolist() == [7]
    assert 20 <= int(rows[7]) <= 70
    assert found.summary == {"taped_frames": 1, "shots": [{"taped_frames": 1}, {"taped_frames": 0}]}


def test_shots_of_one_and_two_pictures_are_measured_too() -> None:
    frames = panning(3, height=128, width=160)
    found = analyze(HeldReader(frames), [ShotOf(0, 1), ShotOf(1, 2)], ["splice"])["splice"]
    assert found.summary["taped_frames"] == 0
