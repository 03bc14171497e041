"""What people draw on the picture to show what they mean, in source coordinates. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StrictInt, StringConstraints
from pydantic import model_validator as model_rule

from restoration.recipe.scope import REGION_UNITS, Exact, Region

MOST_SHAPES = 20
"""In one note."""
MOST_POINTS = 200
"""Of one shape; pages simplify longer lines before they send them."""
MOST_LETTERS = 200

Coordinate = Annotated[StrictInt, Field(ge=0, le=REGION_UNITS)]
ShapeKind = Literal["rectangle", "ellipse", "polygon", "freehand", "arrow", "text"]

_POINTS: Mapping[ShapeKind, tuple[int, int]] = {
    "rectangle": (2, 2),
    "ellipse": (2, 2),
    "polygon": (3, MOST_POINTS),
    "freehand": (2, MOST_POINTS),
    "arrow": (2, 2),
    "text": (1, 1),
}
_CLOSED = frozenset({"rectangle", "ellipse", "polygon"})


class ShapePoint(Exact):
    """A place in 1/65536 of the scan frame's width and height, from its left and top edge, before any stage."""

    x: Coordinate
    y: Coordinate


class Shape(Exact):
    """Something drawn, on all frames of its note.

    Points by ``kind``. rectangle, ellipse: two opposite corners of the box; polygon: its corners; freehand: an open
    line; arrow: its tail and its head; text: where ``text`` begins. One closed shape of a note may be the one that
    ``steers`` the work: the note's region is made from it by ``region_around``. All others only explain.
    """

    kind: ShapeKind
    points: tuple[ShapePoint, ...] = Field(min_length=1, max_length=MOST_POINTS)
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MOST_LETTERS)] = ""
    steers: bool = False

    @model_rule(mode="after")
    def _is_whole(self) -> "Shape":
        least, most = _POINTS[self.kind]
        if not least <= len(self.points) <= most:
            raise ValueError(f"a shape of kind {self.kind} has {least} to {most} points")
        if (self.kind == "text") != bool(self.text):
            raise ValueError("a text has words, and nothing else has")
        if self.steers and self.kind not in _CLOSED:
            raise ValueError("only a closed shape steers the work")
        return self


def _one_steers(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    if sum(shape.steers for shape in shapes) > 1:
        raise ValueError("one shape steers the work")
    return shapes


Shapes = Annotated[tuple[Shape, ...], Field(max_length=MOST_SHAPES), AfterValidator(_one_steers)]
"""All that was drawn on one note, in the order of drawing; at most one of them steers."""


def steering(shapes: Iterable[Shape]) -> Shape | None:
    """Return the shape that the note's region is made from; None where all only explain."""
    return next((shape for shape in shapes if shape.steers), None)


def region_around(shape: Shape) -> Region:
    """Return the smallest region that holds all of a closed shape: its box, at least one unit wide and high.

    The engine works in upright rectangles, so an ellipse or a polygon steers the rectangle around it. Its edges are the
    shape's own outermost coordinates; nothing is rounded.
    """
    left, width = _stretch([point.x for point in shape.points])
    top, height = _stretch([point.y for point in shape.points])
    return Region(x=left, y=top, width=width, height=height)


def written_in(shapes: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the words that were written on the picture, of shapes as they are stored."""
    return [shape["text"] for shape in shapes if shape["kind"] == "text"]


def _stretch(values: list[int]) -> tuple[int, int]:
    low = min(*values, REGION_UNITS - 1)
    return low, max(max(values) - low, 1)
