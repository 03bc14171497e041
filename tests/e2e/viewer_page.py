"""The viewer page as a person sees it: pixels are read from the screen, never from what the page says it shows."""

import base64
from dataclasses import dataclass
from math import floor

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from tests.barcode import read
from tests.e2e.numbered_film import HEIGHT, WIDTH

# Looks at the canvas after every frame the page draws, until the readout passes `until`. A canvas that nobody drew on
# since the last look is black and is left out. Asking for the next look from a timeout puts it behind the page's own
# drawing in the same animation frame.
_WATCH = """
([until, direction, width, height]) => new Promise((resolve) => {
  const canvas = document.querySelector("[data-testid=stage] canvas");
  const readout = document.querySelector("[data-testid=frame-number]");
  const small = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  const looks = [];
  const look = () => {
    const scale = Math.min(canvas.width / width, canvas.height / height);
    const [wide, high] = [width * scale, height * scale];
    const [left, top] = [(canvas.width - wide) / 2, (canvas.height - high) / 2];
    small.drawImage(canvas, left, top, wide, high, 0, 0, width, height);
    const pixels = small.getImageData(0, 0, width, height).data;
    if (pixels.some((value, index) => index % 4 < 3 && value > 0)) looks.push(btoa(String.fromCharCode(...pixels)));
    if ((Number(readout.textContent) - until) * direction >= 0) resolve(looks);
    else setTimeout(() => requestAnimationFrame(look), 0);
  };
  look();
})
"""
# Hides or shows what lies over the canvas.
_BARE = """
(isBare) => document.querySelectorAll("[data-testid=stage] > :not(canvas)").forEach((element) => {
  element.style.visibility = isBare ? "hidden" : "";
})
"""
_LOOK_SIZE = (160, 90)


@dataclass(frozen=True)
class Pair:
    """The frame numbers in the left and in the right half of the picture."""

    left: int
    right: int


class ViewerPage:
    """The viewer on one restoration, in one person's page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def test_id(self, name: str) -> Locator:
        """The element that tests know by this name."""
        return self.page.get_by_test_id(name)

    def wait_for_frame(self, frame: int) -> None:
        """Wait until the page says that this frame is on the canvas."""
        expect(self.page.locator(f'[data-testid=stage][data-status=ready][data-frame="{frame}"]')).to_be_visible()

    def go_to(self, frame: int) -> None:
        """Go to a frame by the address box."""
        box = self.test_id("address-jump")
        box.fill(str(frame))
        box.press("Enter")
        self.wait_for_frame(frame)
        # Until it has found the frame the box takes the keys.
        expect(box).not_to_be_focused()

    def picture(self) -> NDArray[np.uint8]:
        """What the screen shows where the picture is: RGB, in screen pixels."""
        stage = self.test_id("stage").bounding_box()
        assert stage is not None
        x, y, width, height = (round(stage[name]) for name in ("x", "y", "width", "height"))
        data = np.frombuffer(self.page.screenshot(), np.uint8)
        screen = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
        assert screen is not None
        scale = min(width / WIDTH, height / HEIGHT)
        wide, high = round(WIDTH * scale), round(HEIGHT * scale)
        left, top = x + (width - wide) // 2, y + (height - high) // 2
        shown: NDArray[np.uint8] = screen[top : top + high, left : left + wide].astype(np.uint8)
        return shown

    def pixels(self) -> NDArray[np.uint8]:
        """The film's picture on the screen at 1:1, pixel for pixel, with nothing laid over it: RGB."""
        canvas = self.page.locator("[data-testid=stage] canvas")
        box = canvas.bounding_box()
        assert box is not None
        self.page.evaluate(_BARE, True)
        data = np.frombuffer(self.page.screenshot(), np.uint8)
        self.page.evaluate(_BARE, False)
        screen = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
        assert screen is not None
        # As the viewer puts the middle: halves go up.
        left = round(box["x"]) + floor((round(box["width"]) - WIDTH + 1) / 2)
        top = round(box["y"]) + floor((round(box["height"]) - HEIGHT + 1) / 2)
        shown: NDArray[np.uint8] = screen[top : top + HEIGHT, left : left + WIDTH].astype(np.uint8)
        return shown

    def pair(self) -> Pair:
        """The numbers on the screen."""
        return numbers(self.picture())

    def brightness(self, spot: tuple[int, int, int]) -> float:
        """How bright the screen is, 0..1, inside a square (left, top, size) of the film's picture."""
        picture = self.picture()
        scale = picture.shape[1] / WIDTH
        left, top, size = (round(value * scale) for value in spot)
        edge = size // 4
        return float(picture[top + edge : top + size - edge, left + edge : left + size - edge].mean()) / 255

    def watch(self, *, until: int, direction: int) -> list[Pair]:
        """Every pair drawn until the playhead passes a frame."""
        width, height = _LOOK_SIZE
        looks = self.page.evaluate(_WATCH, [until, direction, width, height])
        pictures = (np.frombuffer(base64.b64decode(look), np.uint8).reshape(height, width, 4) for look in looks)
        return [numbers(picture[..., :3]) for picture in pictures]

    def draw_rectangle(self, left: int, top: int, width: int, height: int) -> None:
        """Draw on the open note, by mouse, a rectangle given in pixels of the film."""
        sheet = self.test_id("draw-sheet").bounding_box()
        assert sheet is not None
        scale = min(sheet["width"] / WIDTH, sheet["height"] / HEIGHT)
        x = sheet["x"] + (sheet["width"] - WIDTH * scale) / 2
        y = sheet["y"] + (sheet["height"] - HEIGHT * scale) / 2
        mouse = self.page.mouse
        mouse.move(x + left * scale, y + top * scale)
        mouse.down()
        mouse.move(x + (left + width / 2) * scale, y + (top + height / 2) * scale)
        mouse.move(x + (left + width) * scale, y + (top + height) * scale)
        mouse.up()


def numbers(picture: NDArray[np.uint8]) -> Pair:
    """Read both halves. Raises ``MarkingUnreadable`` where one carries no number."""
    return Pair(*(read(picture, white=255, half=half).number for half in (0, 1)))
