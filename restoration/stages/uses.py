"""What a stage uses, or does in another way, where a parameter has certain values: parts of its declaration."""

from dataclasses import dataclass

from restoration.timebase import FrameRange


@dataclass(frozen=True)
class ModelUse:
    """A network that a stage uses where ``parameter`` has one of the values ``at``.

    ``spatial_reach``: as that of the stage, where it uses the network and so looks farther. ``is_chosen``: a generative
    model, and a recipe entry may name another one that this installation has.
    """

    model: str
    parameter: str
    at: tuple[int, ...]
    spatial_reach: int = 0
    is_chosen: bool = False


@dataclass(frozen=True)
class AnalysisUse:
    """A kind of measurement that a stage reads where ``parameter`` has one of the values ``at``, and only there."""

    kind: str
    parameter: str
    at: tuple[int, ...]


@dataclass(frozen=True)
class ParameterUse:
    """Parameters that a stage reads only where ``parameter`` has one of the values ``at``; and not elsewhere."""

    names: tuple[str, ...]
    parameter: str
    at: tuple[int, ...]


@dataclass(frozen=True)
class CellWork:
    """Where ``parameter`` has one of the values ``at`` a stage works on whole cells of frames, not on each by itself.

    A cell is cut at the multiples of ``frames`` on the scan axis, clipped to the shot; it is worked on with ``halo``
    frames around it, clipped to the shot. Nothing is carried over from one cell to the next. ``spatial_reach``: as that
    of the stage, where it works on cells.
    """

    parameter: str
    at: tuple[int, ...]
    frames: int
    halo: int
    spatial_reach: int = 0

    def cell(self, frame: int, shot: FrameRange) -> FrameRange:
        """Return the cell of a frame."""
        first = frame - frame % self.frames
        return FrameRange(max(first, shot.first), min(first + self.frames, shot.end))


@dataclass(frozen=True)
class Drawing:
    """Where ``parameter`` has one of the values ``at`` a stage that resizes draws detail that the scan does not have.

    ``fidelity``: the parameter (1/1000) that says what part of the result is enlarged without drawing; people's notes
    raise it place by place. ``everywhere``: the parameter, if any, that at 0 lets it draw only where a note asks for a
    strength. ``spatial_reach``: what is asked for in a place changes the picture at most this many input pixels away,
    and no frames but those that read that one; at least 1, because pixels that a place touches in part are asked for
    whole.
    """

    parameter: str
    at: tuple[int, ...]
    fidelity: str
    everywhere: str | None = None
    spatial_reach: int = 1


@dataclass(frozen=True)
class Estimate:
    """Where ``parameter`` has one of the values ``at`` a stage estimates something of its own work (``Witnesses``).

    ``radius``: frames to either side that it asks where they are at hand; ``analyses``: kinds of measurement likewise.
    None of them is in a key or a plan, and no pixel may depend on them.
    """

    parameter: str
    at: tuple[int, ...]
    radius: int
    analyses: tuple[str, ...] = ()
