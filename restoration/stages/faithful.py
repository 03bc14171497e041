"""FilmVSR as stages use it: on the windows of a cell, in the scan's own codes."""

from collections.abc import Iterator, Sequence

from restoration.models.filmvsr.cells import Cell, enhanced_cell
from restoration.stages.contract import StageWindow
from restoration.stages.positive import Array, positive


def faithful(windows: Sequence[StageWindow], scale: int) -> Iterator[Array]:
    """Yield the pictures of the windows, which hold the same frames, cleaned and `scale` times larger, 0..1."""
    one = windows[0]
    for picture in positives(one, sorted(one.frames), [window.index for window in windows], scale):
        yield positive(picture, one.coding)


def positives(window: StageWindow, shown: Sequence[int], kept: Sequence[int], scale: int) -> Iterator[Array]:
    """Yield the pictures of the frames `kept`, of those that are `shown` to the network, as positives."""
    cell = Cell(
        pictures=[positive(window.frames[index], window.coding) for index in shown],
        kept=[shown.index(index) for index in kept],
        scale=scale,
        model=window.models["filmvsr"],
        room=window.room,
    )
    yield from enhanced_cell(cell)
