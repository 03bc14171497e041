"""What is taken for damage and is none: clean clips of sparks, rain, rotor blades, wires, subtitles, flashes and such.

Each draws one thing over a clean moving background, from a seed; a restoration of such a clip should change nothing.
Programmes for archives count false repairs by these causes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float64]

_SUBPIXEL: Final = 4
"""Bits of fraction with which OpenCV is told places."""
_SHUTTER: Final = 8
"""Moments of the exposure that are added up for a moving thing: a shutter of half a frame."""


@dataclass(frozen=True)
class CauseFrame:
    """One clean picture (HxWx3, 0..1), and where (HxW) the thing was drawn that may be taken for damage."""

    pixels: Array
    drawn: Mask


@dataclass(frozen=True)
class _Layer:
    """Something over a picture: its opacity (HxW) and colour, or light that it adds."""

    opacity: Array
    colour: tuple[float, float, float]
    adds_light: bool = False

    def over(self, picture: Array) -> Array:
        colour = np.array(self.colour, np.float32)
        opacity = self.opacity[..., None]
        mixed = picture + opacity * colour if self.adds_light else picture + opacity * (colour - picture)
        return np.asarray(np.clip(mixed, 0, 1), dtype=np.float32)


@dataclass(frozen=True)
class _Scene:
    """The background's size and length, and the clip's randomness."""

    height: int
    width: int
    count: int
    random: np.random.Generator

    def empty(self) -> npt.NDArray[np.uint8]:
        return np.zeros((self.height, self.width), np.uint8)


Draw = Callable[[_Scene], Iterator[list[_Layer]]]


def cause_clip(cause: str, background: Sequence[Array], *, seed: int) -> list[CauseFrame]:
    """Draw a cause (one of CAUSES) over clean HxWx3 pictures 0..1; the same seed gives the same pictures.

    Raises KeyError for an unknown cause.
    """
    draw = _DRAW[cause]
    height, width = background[0].shape[:2]
    scene = _Scene(height, width, len(background), np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0]))
    clip = []
    for picture, layers in zip(background, draw(scene), strict=True):
        pixels, drawn = picture, np.zeros((height, width), np.bool_)
        for layer in layers:
            pixels = layer.over(pixels)
            drawn |= layer.opacity > 0.02
        clip.append(CauseFrame(pixels, drawn))
    return clip


def _sparks(scene: _Scene) -> Iterator[list[_Layer]]:
    """Bursts of glowing particles that fly three to eight frames under gravity, drawn as streaks."""
    random, scale = scene.random, scene.width / 640
    flying: list[list[float]] = []
    for frame in range(scene.count):
        if frame % 3 == 0:
            x, y = random.uniform(0.2, 0.8) * scene.width, random.uniform(0.3, 0.7) * scene.height
            for _ in range(14):
                angle, speed = random.uniform(0, 2 * np.pi), random.uniform(4, 22) * scale
                flying.append(
                    [x, y, speed * np.cos(angle), speed * np.sin(angle) - 4 * scale, float(random.integers(3, 9))]
                )
        streaks = scene.empty()
        for spark in flying:
            end = (spark[0] + 0.5 * spark[2], spark[1] + 0.5 * spark[3])
            _line(streaks, (spark[0], spark[1]), end, max(1, round(1.5 * scale)), 255)
            spark[0], spark[1], spark[3] = spark[0] + spark[2], spark[1] + spark[3], spark[3] + 1.5 * scale
            spark[4] -= 1
        flying = [spark for spark in flying if spark[4] > 0]
        core = _coverage(streaks)
        glow = np.asarray(cv2.GaussianBlur(core, (0, 0), 2.5 * scale), np.float32)
        yield [_Layer(glow, (0.9, 0.45, 0.1), adds_light=True), _Layer(core, (1.0, 0.9, 0.6))]


def _rain(scene: _Scene) -> Iterator[list[_Layer]]:
    """Drops that are seen in one frame each, as pale streaks a little off the vertical."""
    random = scene.random
    lean = float(random.uniform(-0.15, 0.15))
    for _ in range(scene.count):
        near, far = scene.empty(), scene.empty()
        for number in range(160):
            x, y = random.uniform(0, scene.width), random.uniform(-0.1, 1) * scene.height
            length = random.uniform(0.03, 0.12) * scene.height
            _line(near if number % 4 == 0 else far, (x, y), (x + lean * length, y + length), 1, 255)
        yield [_Layer(0.16 * _coverage(far), (0.9, 0.93, 1.0)), _Layer(0.35 * _coverage(near), (0.9, 0.93, 1.0))]


def _blades(scene: _Scene) -> Iterator[list[_Layer]]:
    """A rotor of three dark blades that turns 37 degrees a frame."""
    centre = (scene.width * 0.5, scene.height * 0.45)
    length, thickness = 0.42 * scene.height, max(3, scene.width // 60)
    for frame in range(scene.count):
        turned = [np.radians(37 * (frame + 0.5 * moment / _SHUTTER)) for moment in range(_SHUTTER)]
        yield [_Layer(0.95 * _spokes(scene, (centre, length), 3, turned, thickness), (0.08, 0.08, 0.1))]


def _wheel(scene: _Scene) -> Iterator[list[_Layer]]:
    """A rolling wheel of twelve thin bright spokes."""
    radius = 0.2 * scene.height
    for frame in range(scene.count):
        speed = scene.width / 60
        x = (0.1 * scene.width + frame * speed) % scene.width
        turned = [speed / radius * (frame + 0.5 * moment / _SHUTTER) for moment in range(_SHUTTER)]
        spokes = _spokes(scene, ((x, 0.7 * scene.height), radius), 12, turned, max(1, scene.width // 500))
        yield [_Layer(0.9 * spokes, (0.85, 0.85, 0.8))]


def _wires(scene: _Scene) -> Iterator[list[_Layer]]:
    """Two thin dark wires from the top of the picture to someone who is swung across it."""
    random = scene.random
    left, span = random.uniform(0.15, 0.3) * scene.width, random.uniform(0.03, 0.05) * scene.width
    for frame in range(scene.count):
        x = left + 0.5 * scene.width * (0.5 - 0.5 * np.cos(2 * np.pi * frame / 48))
        foot = scene.height * (0.75 - 0.25 * np.sin(2 * np.pi * frame / 48))
        wires = scene.empty()
        for offset in (0.0, span):
            _line(wires, (0.5 * (x + left) + offset, 0.0), (x + offset, foot), 1, 255)
        yield [_Layer(0.7 * _coverage(wires), (0.1, 0.1, 0.1))]


def _subtitles(scene: _Scene) -> Iterator[list[_Layer]]:
    """Printed-in white letters with a dark rim, which come, stand still but for a weave of their own, and go."""
    size = scene.height / 400
    lines = ("He was here all the time", "and nobody saw him.")
    letters, rims = scene.empty(), scene.empty()
    for number, line in enumerate(lines):
        (width, _), _ = cv2.getTextSize(line, cv2.FONT_HERSHEY_SIMPLEX, size, 1)
        place = ((scene.width - width) // 2, round(scene.height * (0.82 + 0.1 * number)))
        thin = max(1, round(1.6 * size))
        cv2.putText(rims, line, place, cv2.FONT_HERSHEY_SIMPLEX, size, 255, thin + max(2, round(3 * size)), cv2.LINE_AA)
        cv2.putText(letters, line, place, cv2.FONT_HERSHEY_SIMPLEX, size, 255, thin, cv2.LINE_AA)
    first, end = scene.count // 6, scene.count - scene.count // 6
    for frame in range(scene.count):
        move = np.array([[1, 0, 0], [0, 1, 0]], np.float32)
        move[:, 2] = scene.random.normal(0.0, 0.25, 2)
        shown = [_coverage(cv2.warpAffine(layer, move, layer.shape[::-1])) for layer in (rims, letters)]
        if first <= frame < end:
            yield [_Layer(0.8 * shown[0], (0.05, 0.05, 0.05)), _Layer(shown[1], (0.95, 0.95, 0.93))]
        else:
            yield []


def _flashes(scene: _Scene) -> Iterator[list[_Layer]]:
    """Muzzle flashes of one frame, and every eighth frame a white impact over the whole picture."""
    random = scene.random
    y, x = np.mgrid[: scene.height, : scene.width].astype(np.float32)
    for frame in range(scene.count):
        layers = []
        if frame % 4 == 1:
            across, down = random.uniform(0.25, 0.75, 2) * (scene.width, scene.height)
            distance = np.hypot(x - across, (y - down) * 1.6) / scene.width
            layers.append(_Layer(np.exp(-((distance / 0.12) ** 2)), (0.9, 0.6, 0.25), adds_light=True))
            layers.append(_Layer(np.clip(3 - distance / 0.012, 0, 1), (1.0, 0.97, 0.85)))
        if frame % 8 == 5:
            layers.append(_Layer(np.full((scene.height, scene.width), 0.85, np.float32), (1.0, 1.0, 1.0)))
        yield layers


def _limbs(scene: _Scene) -> Iterator[list[_Layer]]:
    """An arm in a dark sleeve that strikes across the picture within six frames, hand first, and back."""
    shoulder = (0.3 * scene.width, 0.6 * scene.height)
    upper, lower = 0.22 * scene.width, 0.2 * scene.width
    thick = max(4, scene.width // 22)
    for frame in range(scene.count):
        sleeve, skin = (np.zeros((scene.height, scene.width), np.float32) for _ in range(2))
        for moment in range(_SHUTTER):
            phase = 2 * np.pi * (frame + 0.5 * moment / _SHUTTER) / 12
            lift, bend = -1.3 + 1.2 * np.sin(phase), 0.9 - 0.8 * np.sin(phase + 0.6)
            elbow = (shoulder[0] + upper * np.cos(lift), shoulder[1] + upper * np.sin(lift))
            wrist = (elbow[0] + lower * np.cos(lift + bend), elbow[1] + lower * np.sin(lift + bend))
            arm, hand = scene.empty(), scene.empty()
            _line(arm, shoulder, elbow, thick, 255)
            _line(arm, elbow, wrist, round(0.75 * thick), 255)
            _disc(hand, wrist, 0.55 * thick)
            sleeve += _coverage(arm) / _SHUTTER
            skin += _coverage(hand) / _SHUTTER
        yield [_Layer(sleeve, (0.13, 0.14, 0.2)), _Layer(skin, (0.8, 0.6, 0.48))]


def _glints(scene: _Scene) -> Iterator[list[_Layer]]:
    """Highlights on metal and water: a few small bright spots and short stars, each in one frame."""
    random = scene.random
    for _ in range(scene.count):
        spots = scene.empty()
        for _ in range(int(random.poisson(5)) + 1):
            x, y = random.uniform(0.05, 0.95, 2) * (scene.width, scene.height)
            radius = random.uniform(0.8, 2.2) * scene.width / 640
            _disc(spots, (x, y), radius)
            if random.random() < 0.4:
                _line(spots, (x - 4 * radius, y), (x + 4 * radius, y), 1, 200)
        core = _coverage(spots)
        glow = np.asarray(cv2.GaussianBlur(core, (0, 0), 1.2), np.float32)
        yield [_Layer(np.maximum(core, glow), (1.0, 1.0, 0.97))]


_DRAW: Final[dict[str, Draw]] = {
    "sparks": _sparks,
    "rain": _rain,
    "blades": _blades,
    "wheel": _wheel,
    "wires": _wires,
    "subtitles": _subtitles,
    "flashes": _flashes,
    "limbs": _limbs,
    "glints": _glints,
}
CAUSES: Final = tuple(_DRAW)


def _spokes(
    scene: _Scene, circle: tuple[tuple[float, float], float], count: int, angles: Sequence[float], thickness: int
) -> Array:
    """Return the coverage of spokes in a circle (centre, radius), added up over the angles of one exposure."""
    (x, y), radius = circle
    covered = np.zeros((scene.height, scene.width), np.float32)
    for angle in angles:
        drawn = scene.empty()
        for spoke in range(count):
            turned = angle + 2 * np.pi * spoke / count
            _line(drawn, (x, y), (x + radius * np.cos(turned), y + radius * np.sin(turned)), thickness, 255)
        covered += _coverage(drawn) / len(angles)
    return covered


def _line(
    drawn: npt.NDArray[np.uint8], start: tuple[float, float], end: tuple[float, float], thickness: int, value: int
) -> None:
    cv2.line(drawn, _fixed(start), _fixed(end), value, thickness, cv2.LINE_AA, _SUBPIXEL)


def _disc(drawn: npt.NDArray[np.uint8], centre: tuple[float, float], radius: float) -> None:
    cv2.circle(drawn, _fixed(centre), round(radius * 2**_SUBPIXEL), 255, -1, cv2.LINE_AA, _SUBPIXEL)


def _fixed(place: tuple[float, float]) -> tuple[int, int]:
    return round(place[0] * 2**_SUBPIXEL), round(place[1] * 2**_SUBPIXEL)


def _coverage(drawn: npt.NDArray[Any]) -> Array:
    return np.asarray(drawn / np.float32(255), dtype=np.float32)
