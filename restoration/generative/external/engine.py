"""A generative model that is a program of its own (SeedVR2, FlashVSR ...), held to the film as the pipeline is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import torch

from restoration.generative.control import Control
from restoration.generative.external.contract import RESULTS, Array, Request, file_of, write_request
from restoration.generative.external.program import Program
from restoration.generative.external.results import check_files, read_result
from restoration.generative.mixing import mixed
from restoration.generative.window import DEFAULT_FIDELITY, FilmWindow, Mask
from restoration.models.contract import Model, Network

BEAT: Final = "beat"
"""The part of its ``Model`` that is called while the program works: whoever watches parts sees that it goes on."""


def beating(*planes: torch.Tensor) -> torch.Tensor:
    """Compute nothing: what is done happens in another program."""
    return planes[0]


@dataclass(frozen=True)
class ExternalEngine:
    """Asks a program for its pictures and mixes them into the faithful ones.

    ``seconds``: that may pass without another finished picture.
    """

    program: Program
    seconds: float

    def restored(
        self,
        frames: Sequence[Array],
        enlarged: Sequence[Array],
        *,
        first: int = 0,
        kept: range | None = None,
        cuts: Collection[int] = (),
        fidelity: float | Sequence[Array] = DEFAULT_FIDELITY,
        protect: Mapping[int, Mask] | None = None,
        control: Control | None = None,
        computing: Model | None = None,
    ) -> Iterator[Array]:
        """Yield the restored pictures in their order, float32 H x W x 3 codes 0..1, of the size of the enlarged ones.

        Parameters, errors and what holds are those of ``FilmRestorationPipeline.restored``; EngineProblem besides. Each
        shot is a request of its own, so nothing passes a cut. What ``computing``'s part ``beat`` raises stops the
        program.
        """
        control = control or Control()
        beat = computing.parts[BEAT] if computing is not None else beating
        for shot, inside in FilmWindow(frames, enlarged, first, fidelity, dict(protect or {})).parts(kept, cuts):
            places = range(inside.start - shot.first, inside.stop - shot.first)
            if control.strength == 0 or not any(shot.bounds(place).is_open.any() for place in places):
                yield from (shot.enlarged[frame - shot.first].copy() for frame in inside)
                continue
            with TemporaryDirectory(prefix="answerprint-engine-") as folder:
                for frame, drawn in self._drawn(shot, inside, control, Path(folder), beat):
                    yield mixed(shot.enlarged[frame - shot.first], drawn, shot.bounds(frame - shot.first))

    def _drawn(
        self, shot: FilmWindow, inside: range, control: Control, folder: Path, beat: Network
    ) -> Iterator[tuple[int, Array]]:
        """Yield what the program drew of each wanted frame of a shot's part."""
        height, width = shot.frames[0].shape[:2]
        controls = {name: float(getattr(control, name)) for name in Control.RANGES if name != "seed"}
        request = Request(
            first=shot.first,
            count=len(shot.frames),
            width=width,
            height=height,
            scale=shot.scale,
            kept_first=inside.start,
            kept_count=len(inside),
            seed=control.seed,
            controls=controls,
        )
        path = write_request(folder, request, dict(enumerate(shot.frames, shot.first)))
        nothing = torch.empty(0)
        self.program.run(
            ["restore", path.name], folder, seconds=self.seconds, pictures=len(inside), beat=lambda: beat(nothing)
        )
        check_files(self.program.name, folder / RESULTS, request)
        for frame in inside:
            file = file_of(folder / RESULTS, frame)
            yield frame, read_result(self.program.name, file, shot.enlarged[frame - shot.first])
            # A picture of 4K is 100 MB: those that were taken over go.
            file.unlink()
