"""Gate weave: how far each picture lies from where the camera's own move would put it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from restoration.analysis.artefact import Analysis, pack
from restoration.analysis.camera_path import CameraPath, camera_path
from restoration.analysis.frame_edge import Edge, EdgeProfiles
from restoration.analysis.seen import Seen
from restoration.analysis.smoothing import Bools, Floats, local_mean, ramp
from restoration.analysis.translation import Step, TileSpectra, step_between, tile_spectra

KIND = "weave"
UNIT = 256
"""Corrections are whole numbers of 1/256 pixel of the scan."""

LARGEST = 0.06
"""A correction larger than this part of the width is not weave; the picture stays where it is."""

_HARDLY, _SURELY = 3.0, 6.0
"""Evidence of weave (logarithm of likelihood, both axes) below/above which nothing/everything is corrected."""
_FAINT, _PLAIN = 0.08, 0.15
"""Weave (standard deviation, pixels as measured) below/above which nothing/everything is corrected: sharpness costs."""
_LARGE, _TOO_LARGE = 0.008, 0.012
"""Weave (standard deviation, part of the width) that a gate still has, and that only a shaken camera has ..."""
_SMALL_PICTURE = 320
"""... of a picture at least this wide."""
_DOUBTFUL, _SURE = 0.55, 0.68
"""Share of the tiles that must move alike, locally, for the measurement to mean the whole picture."""
_VAGUE, _EXACT = 0.085, 0.06
"""Error of the measurement (standard deviation, pixels) above/below which nothing/everything is corrected: soft
pictures under grain, and pictures whose parts move apart, say little about the gate."""
_WHITE = 6**0.5
"""What turns as much at random in each frame as weave shifts changes its speed by so many times that."""
_LIKE_TURNS, _BEYOND_TURNS = 1.0, 2.0
"""Weave, against how the picture turns at random, up to/from which nothing/everything is corrected: a gate shifts
pictures more than it turns them, a trembling hand does both alike."""
_TURN_ERROR = 2.0
"""Error of the change of turning speed, against that of a step."""
_SHARP = 0.08
"""Error (standard deviation, pixels) of a frame's edge that can still tell weave."""
_AS_MUCH, _ALIKE = 0.3, 0.5
"""By how much the picture's shaking may differ from its edge's, as a share, and the least correlation of the two."""
_LEAST_SHAKE = 1e-9
_SOME_HELD, _MANY_HELD = 0.45, 0.3
"""Share of repeated pictures, locally, at which a shot is step-printed or frozen, as made, and left alone."""
_STEPS, _STEPPED = 2, 0.3
"""A shot that is held at least so often, over at least this share of its pictures, is step-printed from end to end."""
_MEDIAN = 0.455
"""Median of the square of a standard normal value."""
_FAR = 16.0
"""Pixels by which a picture may lie from the one that it is measured against."""
LOST = 0.4
"""A picture with which a smaller share of the tiles agrees cannot be placed."""
_WORSE, _APART = 0.8, 0.5
_NOTHING = 1 / 64
"""Corrections below this (pixels as measured) are not worth a filter."""


@dataclass(frozen=True)
class _Shot:
    correction: Floats
    place: Floats
    known: Bools
    paths: tuple[CameraPath, CameraPath]


class WeaveMeasure:
    """Follows the picture through each shot, then turns each shot's path into corrections.

    A shot's values depend on the whole shot and on nothing outside it.
    """

    def __init__(self, scale: float, width: int) -> None:
        """`scale`: scan pixels per measured pixel; `width`: the measured width."""
        self._scale, self._width = scale, width
        self._follower = _Follower()
        self._edges = EdgeProfiles()
        self._held: list[bool] = []
        self._shots: list[_Shot] = []

    def add(self, seen: Seen) -> None:
        """Take the next picture of the shot."""
        if seen.is_held:
            self._follower.repeat()
            self._edges.repeat()
        else:
            self._follower.add(tile_spectra(seen.small, seen.text))
            self._edges.add(seen.small)
        self._held.append(seen.is_held)

    def end_shot(self) -> None:
        """Work out the corrections of the shot whose pictures were added since the last call."""
        path = np.array(self._follower.places, dtype=np.float64).reshape(-1, 2)
        share, held = np.array(self._follower.shares), np.array(self._held, dtype=np.float64)
        lost = share < LOST
        turning = self._follower.turning()
        across, down = camera_path(path[:, 0], lost, turning), camera_path(path[:, 1], lost, turning)
        correction = np.stack([across.path, down.path], axis=1) - path
        trust = np.full(len(path), ramp(np.array(across.evidence + down.evidence), _HARDLY, _SURELY))
        largest = np.array(max(across.weave, down.weave))
        trust *= ramp(largest, _FAINT, _PLAIN) * ramp(largest / max(self._width, _SMALL_PICTURE), _TOO_LARGE, _LARGE)
        trust *= ramp(np.array(np.median(self._follower.errors or [0.0])), _VAGUE, _EXACT)
        trust *= ramp(largest / max(turning / _WHITE, _FAINT), _LIKE_TURNS, _BEYOND_TURNS)
        trust[across.jumps | down.jumps] = 1
        trust[lost] = 0
        trust *= ramp(local_mean(share), _DOUBTFUL, _SURE) * ramp(local_mean(held), _SOME_HELD, _MANY_HELD)
        if _is_step_printed(held):
            trust[:] = 0
        correction *= trust[:, None]
        for axis, edge in enumerate(self._edges.edges()):
            if edge is not None and _bears_witness(edge, path[:, axis], lost):
                correction[:, axis] = np.where(lost, 0, _camera_beside(edge, path[:, axis]) - path[:, axis])
        distance = np.abs(correction).max(axis=1, initial=0)
        correction[(distance > LARGEST * self._width) | (distance < _NOTHING)] = 0
        for frame in np.flatnonzero(held):
            correction[frame] = correction[frame - 1]
        self._shots.append(_Shot(correction, path, share >= _SURE, (across, down)))
        self._follower, self._edges, self._held = _Follower(), EdgeProfiles(), []

    def finish(self) -> Analysis:
        """Return `correction` and `place` (N x 2: dx, dy in 1/256 px of the scan) and `known` (N).

        `place` is where the picture lies against the first of its shot, camera and weave together; `known` is 1 where
        that is sure.
        """
        pixels = [shot.correction * self._scale for shot in self._shots]
        correction = np.round(np.concatenate(pixels) * UNIT).astype(np.int32)
        shots, first = [], 0
        for shot, moved in zip(self._shots, pixels, strict=True):
            weave = [round(path.weave * self._scale, 2) for path in shot.paths]
            jumps = np.flatnonzero(shot.paths[0].jumps | shot.paths[1].jumps) + first
            shots.append(_amounts(moved, first) | {"weave": weave, "jumps": [int(frame) for frame in jumps]})
            first += len(moved)
        summary = {"unit": "px"} | _amounts(correction / UNIT, 0) | {"shots": shots}
        place = np.round(np.concatenate([shot.place for shot in self._shots]) * self._scale * UNIT).astype(np.int32)
        known = np.concatenate([shot.known for shot in self._shots]).astype(np.int32)
        return Analysis(KIND, pack({"correction": correction, "place": place, "known": known}), summary)


def _is_step_printed(held: Floats) -> bool:
    """Say whether pictures are held again and again: what runs between them belongs to the same effect."""
    begun = int((np.diff(held, prepend=0.0) > 0).sum())
    return begun >= _STEPS and float(held.mean()) >= _STEPPED


def _bears_witness(edge: Edge, path: Floats, lost: Bools) -> bool:
    """Say whether the edge of the frame is seen to weave, sharply, and the picture's path shakes by just as much."""
    if edge.error > _SHARP or float(np.std(edge.moves)) < _PLAIN:
        return False
    sure = edge.seen & ~lost
    shown = sure[:-2] & sure[1:-1] & sure[2:]
    weaves, shakes = np.diff(edge.moves, 2)[shown], np.diff(path, 2)[shown]
    together = float(weaves @ shakes)
    share = together / max(float(weaves @ weaves), _LEAST_SHAKE)
    alike = together / max(float(np.sqrt((weaves @ weaves) * (shakes @ shakes))), _LEAST_SHAKE)
    return abs(share - 1) < _AS_MUCH and alike > _ALIKE


def _camera_beside(edge: Edge, path: Floats) -> Floats:
    """Return the camera's path: how the picture moves against the edge of the frame."""
    frames = np.arange(len(path))
    camera = path - edge.moves + edge.moves[edge.seen].mean()
    return np.interp(frames, frames[edge.seen], camera[edge.seen])


class _Follower:
    """Says where each picture of a shot lies against the first, in measured pixels.

    Each picture is measured against the one before it, and then against an earlier one for as long as that lies near:
    small errors do not add up while the camera hardly moves.
    """

    def __init__(self) -> None:
        self.places: list[tuple[float, float]] = []
        self.shares: list[float] = []
        self.errors: list[float] = []
        self._last: TileSpectra | None = None
        self._anchor: TileSpectra | None = None
        self._anchored = (0.0, 0.0)
        self._since = Step(0.0, 0.0, 1.0)
        self._turns: list[float] = []

    def turning(self) -> float:
        """Return the typical change of the speed at which pictures turn (standard deviation), without its error."""
        if len(self._turns) < 2:
            return 0.0
        changes = np.diff(self._turns)
        error = _TURN_ERROR * float(np.median(self.errors))
        return float(np.sqrt(max(np.median(changes**2) / _MEDIAN - error**2, 0)))

    def repeat(self) -> None:
        """Take a picture that repeats the one before it."""
        self.places.append(self.places[-1])
        self.shares.append(1.0)

    def add(self, spectra: TileSpectra) -> None:
        """Take the next picture."""
        share = 1.0
        if self._anchor is None or self._last is None:
            self._anchor = spectra
        else:
            share = self._follow(self._anchor, self._last, spectra)
        self.places.append((self._anchored[0] + self._since.dx, self._anchored[1] + self._since.dy))
        self.shares.append(share)
        self._last = spectra

    def _follow(self, anchor: TileSpectra, last: TileSpectra, spectra: TileSpectra) -> float:
        """Measure against the last picture, then the anchor; return the share of the tiles that agree.

        Where the anchor is too far, the last picture becomes the anchor. A picture that nothing agrees with (a flash)
        is taken to lie where the last one lay, and the next one is measured past it.
        """
        step = step_between(last, spectra)
        self.errors.append(step.error)
        self._turns.append(step.turn)
        if step.share < LOST:
            again = step_between(anchor, spectra)
            if again.share >= LOST:
                self._since = again
            return again.share
        near = step.after(self._since)
        if _reach(near) < _FAR:
            found = step_between(anchor, spectra, near)
            is_near = max(abs(found.dx - near.dx), abs(found.dy - near.dy)) < _APART
            if is_near and found.share >= _WORSE * step.share:
                self._since = found
                return step.share
        self._anchor, self._anchored, self._since = last, self.places[-1], step
        return step.share


def _reach(step: Step) -> float:
    return max(abs(step.dx), abs(step.dy)) + abs(step.turn) + abs(step.growth)


def _amounts(pixels: Floats, first: int) -> dict[str, Any]:
    """Return how far pictures are moved, in pixels of the scan."""
    distance = np.hypot(pixels[:, 0], pixels[:, 1])
    return {
        "typical": round(float(np.sqrt(np.mean(distance**2))), 2),
        "largest": round(float(distance.max()), 2),
        "largest_frame": first + int(distance.argmax()),
        "moved_frames": int((distance > 0).sum()),
    }
