"""Hands on the picture: where film lies on the stage, and strokes by mouse and by finger."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.e2e.numbered_film import HEIGHT, WIDTH

UNITS = 65536
# Device pixels between two panes.
GAP = 2
Place = tuple[float, float]
"""A place of the film, 0..1 from its left and top edge."""


@dataclass(frozen=True)
class Pane:
    """Where a whole picture lies on the page, in CSS pixels."""

    x: float
    y: float
    width: float
    height: float

    def at(self, place: Place) -> tuple[float, float]:
        """The point of the page where a place of the film is."""
        return self.x + place[0] * self.width, self.y + place[1] * self.height

    def units(self, place: Place) -> tuple[int, int]:
        """A place in the unit of notes."""
        return round(place[0] * UNITS), round(place[1] * UNITS)

    @property
    def pixel(self) -> int:
        """The size of a pixel of the page, in the unit of notes, upwards."""
        return int(UNITS / min(self.width, self.height)) + 1


def whole_picture(page: Page) -> Pane:
    """The picture fitted into the whole stage."""
    return _fitted(page, 1, 0)


def half_picture(page: Page, index: int) -> Pane:
    """The picture fitted into one half of the stage, side by side."""
    return _fitted(page, 2, index)


def picture_pixel_by_pixel(page: Page) -> Pane:
    """The picture in the middle of the stage, a pixel of the screen for each of its own."""
    x, y, width, height = _stage(page)
    return Pane(round(x + (width - WIDTH) / 2), round(y + (height - HEIGHT) / 2), WIDTH, HEIGHT)


def by_mouse(page: Page, points: Sequence[tuple[float, float]]) -> None:
    """Press, draw through points and let go."""
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def by_finger(page: Page, points: Sequence[tuple[float, float]]) -> None:
    """Put a finger down, draw through points and lift it."""
    with fingers(page) as touch:
        touch("touchStart", [points[0]])
        for point in points[1:]:
            touch("touchMove", [point])
        touch("touchEnd", [])


@contextmanager
def fingers(page: Page) -> Iterator[Any]:
    """Give a function that puts any number of fingers on the page."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, points: Sequence[tuple[float, float]]) -> None:
        touching = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touching})

    yield touch
    session.detach()


def _fitted(page: Page, columns: int, column: int) -> Pane:
    x, y, width, height = _stage(page)
    wide = width if columns == 1 else (width - GAP) // 2
    scale = min(wide / WIDTH, height / HEIGHT)
    left = x + column * (width - wide) + (wide - WIDTH * scale) / 2
    return Pane(left, y + (height - HEIGHT * scale) / 2, WIDTH * scale, HEIGHT * scale)


def _stage(page: Page) -> tuple[float, float, float, float]:
    box = page.get_by_test_id("stage").bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]
