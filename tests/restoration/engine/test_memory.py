"""How many pictures are worked on side by side."""

from pathlib import Path

import pytest

from restoration.engine import plan
from restoration.engine.memory import _of_cgroup, _of_machine, frames_side_by_side, free_memory
from restoration.engine.request import SegmentRequest
from tests.restoration.engine.film import Film, everywhere, noisy

pytestmark = pytest.mark.usefixtures("tiny_chain")
GIB = 1024**3
UHD = (2160, 3840)


@pytest.fixture
def request_of_two_stages(tmp_path: Path) -> SegmentRequest:
    (segment,) = plan(Film(tmp_path, noisy(12)).given(everywhere(mend=1000, double=2))).segments
    assert segment.request is not None
    return segment.request


def test_as_many_as_memory_holds_and_never_none(request_of_two_stages: SegmentRequest) -> None:
    def at_once(free: int | None, attempt: int = 1) -> int:
        return frames_side_by_side(request_of_two_stages, UHD, most=4, free=free, attempt=attempt)

    assert at_once(None) == 4
    assert [at_once(gib * GIB) for gib in (1, 4, 7, 10, 13, 64)] == [1, 1, 2, 3, 4, 4]
    # A later attempt takes half of what the one before took.
    assert [at_once(None, attempt) for attempt in (1, 2, 3, 4)] == [4, 2, 1, 1]


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
