"""Everything one segment's pictures depend on, as a value that travels as JSON."""

from typing import Literal

from pydantic import StrictInt

from restoration.backends.contract import BackendId
from restoration.models.registry import model_specs
from restoration.recipe import Region, ResolvedChain
from restoration.recipe.scope import Exact, Frames
from restoration.stages.contract import DISPLAY, PlaneName, ScanCoding


class Reach(Exact):
    """Where a changed treatment enters the chain: the render may differ from the base around here, nowhere else.

    ``frames`` and ``region`` are the treatment's own; the render grows them by what later stages declare to read.
    """

    note_id: str
    stage: str
    frames: Frames
    region: Region | None
    feather: StrictInt = 0


class SegmentRequest(Exact):
    """One segment to render.

    ``chain`` is resolved up to the last plane the recipe makes; its frames and support are on the scan axis and lie in
    ``shot``. ``source`` is ``recipe.keys.source_digest`` of the support. ``planes`` are the pictures to write; a plane
    of the chain that is not among them is equal in the base. ``reach`` is None where the whole segment may change;
    otherwise everything outside it is copied from the base. ``coding``: what the scan's codes stand for.
    """

    format: Literal[1] = 1
    backend: BackendId
    scan: str
    shot: Frames
    rate: tuple[StrictInt, StrictInt]
    source: str
    chain: ResolvedChain
    planes: tuple[PlaneName, ...]
    reach: tuple[Reach, ...] | None = None
    coding: ScanCoding = DISPLAY

    @property
    def uses_networks(self) -> bool:
        """Whether its back end matters: what no network has a part in is computed in the same way everywhere."""
        return any(setting.models for stage in self.chain.stages for setting in stage.settings)

    @property
    def networks(self) -> dict[str, dict[str, str]]:
        """Return the networks that have a part in it, by name: SHA-256 (hex), and licence and version where known."""
        named = {
            name: digest
            for stage in self.chain.stages
            for setting in stage.settings
            for name, digest in setting.models.items()
        }
        return {name: model_specs()[name].provenance | {"sha256": digest} for name, digest in sorted(named.items())}
