"""How many pictures are worked on side by side."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from restoration.engine import plan
from restoration.engine.memory import LARGEST_TILE, LEAST_TILE, _Need, _of_cgroup, _of_machine, free_memory, room_for
from restoration.engine.request import SegmentRequest
from restoration.models.contract import ModelSpec, Room
from restoration.models.filmvsr.spec import SPEC as FILMVSR
from restoration.models.registry import using_models
from restoration.models.span.spec import SPEC as SPAN
from restoration.recipe import FramesScope, Recipe, ScopedParameters, StageEntry
from restoration.stages.upscale.spec import CLASSICAL, FAITHFUL, PERCEPTUAL
from tests.restoration.engine.film import SCAN, Film, everywhere, noisy

GIB = 1024**3
HD, UHD = (1080, 1920), (2160, 3840)


class Installed(ModelSpec):
    """A network that needs no files."""

    @property
    def is_installed(self) -> bool:
        return True


@pytest.fixture
def request_of_two_stages(tmp_path: Path, tiny_chain: None) -> SegmentRequest:
    (segment,) = plan(Film(tmp_path, noisy(12)).given(everywhere(mend=1000, double=2))).segments
    assert segment.request is not None
    return segment.request


def test_as_many_as_memory_holds_and_never_none(request_of_two_stages: SegmentRequest) -> None:
    def at_once(free: int | None, attempt: int = 1) -> int:
        return room_for(request_of_two_stages, UHD, most=4, free=free, attempt=attempt).at_once

    assert at_once(None) == 4
    assert [at_once(gib * GIB) for gib in (1, 4, 7, 10, 13, 64)] == [1, 1, 2, 3, 4, 4]
    # A later attempt takes half of what the one before took.
    assert [at_once(None, attempt) for attempt in (1, 2, 3, 4)] == [4, 2, 1, 1]


def upscaled(tmp_path: Path, tier: int, specs: Mapping[str, ModelSpec]) -> SegmentRequest:
    with using_models(specs):
        entry = StageEntry(stage="upscale", parameters={"scale": 2, "tier": tier})
        (segment,) = plan(Film(tmp_path, noisy(12)).given(Recipe(stages=(entry,)))).segments
    assert segment.request is not None
    return segment.request


@pytest.mark.parametrize(("tier", "network"), [(FAITHFUL, FILMVSR), (PERCEPTUAL, SPAN)])
def test_networks_and_cells_count_and_tiles_shrink_before_pictures_side_by_side(
    tmp_path: Path, tier: int, network: ModelSpec
) -> None:
    specs = {network.name: Installed(network.name, network.parts, "ab" * 32, held=network.held)}
    request = upscaled(tmp_path, tier, specs)
    held = network.held
    assert held is not None

    def room(free: int, on_device: int | None = None, attempt: int = 1) -> Room:
        with using_models(specs):
            return room_for(request, HD, most=4, free=free, on_device=on_device, attempt=attempt)

    def taken(room: Room) -> int:
        return room.at_once * held.bytes_for(*HD, room.tile)

    assert room(64 * GIB) == Room(4, LARGEST_TILE)
    rooms = [room(gib * GIB) for gib in range(2, 65, 2)]
    assert all(one.at_once <= other.at_once for one, other in pairwise(rooms))
    assert all(taken(one) <= gib * GIB for gib, one in zip(range(2, 65, 2), rooms, strict=True) if one.at_once > 1)
    assert any(LEAST_TILE <= one.tile < LARGEST_TILE for one in rooms)
    # If the network took nothing, nothing would have to be smaller.
    with using_models({network.name: replace(specs[network.name], held=None)}):
        unburdened = [room_for(request, HD, most=4, free=gib * GIB) for gib in range(2, 65, 2)]
    assert all(one.tile == LARGEST_TILE for one in unburdened if one.at_once > 1)
    # A GPU has memory of its own: there tiles shrink, in main memory pictures count alone.
    assert room(64 * GIB, on_device=64 * GIB) == Room(4, LARGEST_TILE)
    assert room(64 * GIB, on_device=2 * GIB).tile < LARGEST_TILE
    assert taken(room(64 * GIB, on_device=4 * GIB)) <= 4 * GIB
    # What a failed attempt took is too much: the next takes half to every side.
    assert [room(64 * GIB, attempt=attempt) for attempt in (2, 3)] == [
        Room(2, LARGEST_TILE // 2),
        Room(1, LARGEST_TILE // 4),
    ]
    assert room(1) == Room(1, LEAST_TILE)


def test_the_estimate_of_what_was_invented_takes_room(tmp_path: Path) -> None:
    """Nine pictures of the enlarged size instead of six for each that is worked on, and four more of the input's."""
    specs = {SPAN.name: Installed(SPAN.name, SPAN.parts, "ab" * 32)}
    with using_models(specs):
        drawn, classical = (
            _Need.of(upscaled(tmp_path / str(tier), tier, specs), HD) for tier in (PERCEPTUAL, CLASSICAL)
        )
    picture = HD[0] * HD[1] * 12
    assert (drawn.each - classical.each, drawn.held - classical.held) == (3 * 4 * picture, 4 * picture)


def test_the_hungriest_place_of_a_segment_says_what_is_needed(tmp_path: Path) -> None:
    specs: Mapping[str, ModelSpec] = {
        "filmvsr": replace(Installed("filmvsr", FILMVSR.parts, "ab" * 32), held=FILMVSR.held)
    }
    whole = upscaled(tmp_path / "whole", FAITHFUL, specs)
    first = ScopedParameters(scope=FramesScope(scan=SCAN, first=0, end=1), parameters={"tier": CLASSICAL})
    with using_models(specs):
        entry = StageEntry(stage="upscale", parameters={"scale": 2, "tier": FAITHFUL}, overrides=(first,))
        (segment,) = plan(Film(tmp_path / "mixed", noisy(12)).given(Recipe(stages=(entry,)))).segments
        assert segment.request is not None
        assert _Need.of(segment.request, HD) == _Need.of(whole, HD)


def test_what_is_free_is_the_lesser_of_machine_and_cgroup(tmp_path: Path) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 24000 kB\nMemAvailable:   12000 kB\n")
    assert _of_machine(tmp_path / "meminfo") == 12000 * 1024
    assert _of_machine(tmp_path / "absent") is None
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("5000\n")
    assert _of_cgroup(tmp_path) is None
    (tmp_path / "memory.max").write_text("9000\n")
    assert _of_cgroup(tmp_path) == 4000
    (tmp_path / "memory.stat").write_text("anon 100\ninactive_file 3000\n")
    assert _of_cgroup(tmp_path) == 7000
    assert (free_memory() or 0) > 0
