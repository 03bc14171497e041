"""What the API gives about detail that was invented."""

from typing import Literal

from ninja import Schema


class PlaceBox(Schema):
    """A part of a picture in 1/65536 of its width and height."""

    x: int
    y: int
    width: int
    height: int


class InventedPlace(Schema):
    """A part of the picture of an assembly frame; ``level``: its mean, ``most``: its highest, in 1/1000.

    ``kind``: ``pointed_out`` (people said something about it), ``face``, ``lettering``, or any other part of the
    ``picture``.
    """

    frame: int
    kind: Literal["pointed_out", "face", "lettering", "picture"]
    box: PlaceBox
    level: int
    most: int


class InventionShot(Schema):
    """The mean level of a shot's pictures in 1/1000; null where nothing was drawn."""

    first: int
    count: int
    level: int | None


class InventionOut(Schema):
    """How much of a side's detail the film does not support: an estimate, to be labelled so.

    ``level``: the mean of all pictures in 1/1000, 500 where invention is as strong as the grain; null where nothing was
    drawn, or the version is older than these figures. ``worst``: places to look at, worst first.
    """

    level: int | None
    shots: list[InventionShot]
    worst: list[InventedPlace]
