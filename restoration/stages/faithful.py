"""FilmVSR as stages use it: on the windows of a cell, in the scan's own codes."""

from collections.abc import Iterator, Sequence

from restoration.models.filmvsr.cells import Cell, enhanced_cell
from restoration.stages.contract import StageWindow
from restoration.stages.positive import Array, positive


def faithful(windows: Sequence[StageWindow], scale: int) -> Iterator[Array]:
    """Yield the pictures of the windows, which hold the same frames, cleaned and `scale` times larger, 0..1."""
    one = windows[0]
    order = sorted(one.frames)
    cell = Cell(
        pictures=[positive(one.frames[index], one.coding) for index in order],
        kept=[order.index(window.index) for window in windows],
        scale=scale,
        model=one.models["filmvsr"],
        room=one.room,
    )
    for picture in enhanced_cell(cell):
        yield positive(picture, one.coding)
