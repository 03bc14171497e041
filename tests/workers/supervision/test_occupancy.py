import os
import subprocess
import sys
from pathlib import Path

import pytest

from review.config.runtime import Runtime
from workers.supervision.occupancy import AlreadyRunning, Occupancy, occupancy_path, running_address
from workers.supervision.processes import ProcessIdentity

ADDRESS = "http://127.0.0.1:8123"


@pytest.fixture
def place(tmp_path: Path) -> Runtime:
    return Runtime(profile="x", data_dir=tmp_path, socket_dir=tmp_path)


def test_a_second_start_is_told_where_the_first_runs(place: Runtime) -> None:
    with Occupancy(occupancy_path(place)) as first:
        first.note(address=ADDRESS, children=[])
        assert running_address(place) == ADDRESS
        with pytest.raises(AlreadyRunning, match=ADDRESS), Occupancy(occupancy_path(place)):
            pass
    assert running_address(place) is None


def test_the_place_is_free_when_the_first_has_ended(place: Runtime) -> None:
    with Occupancy(occupancy_path(place)):
        pass
    with Occupancy(occupancy_path(place)) as second:
        assert second.left_behind() == []


def test_children_of_a_killed_supervisor_are_found_again(place: Runtime) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    code = (
        "import os, sys; from pathlib import Path\n"
        "from workers.supervision.occupancy import Occupancy\n"
        "from workers.supervision.processes import ProcessIdentity\n"
        "occupancy = Occupancy(Path(sys.argv[1])).__enter__()\n"
        "occupancy.note(address='http://here', children=[ProcessIdentity.of(int(sys.argv[2]))])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    try:
        killed = subprocess.run(
            [sys.executable, "-c", code, str(occupancy_path(place)), str(child.pid)],
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert killed.returncode == -9
        assert running_address(place) is None
        with Occupancy(occupancy_path(place)) as second:
            assert second.left_behind() == [ProcessIdentity.of(child.pid)]
    finally:
        child.kill()
        child.wait()
