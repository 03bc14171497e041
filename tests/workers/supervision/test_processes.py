import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from workers.supervision.processes import ProcessIdentity

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)",
]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(SLEEPER, start_new_session=True)
    yield process
    process.kill()
    process.wait()


def test_a_process_is_itself_until_it_ends(sleeper: subprocess.Popen[bytes]) -> None:
    identity = ProcessIdentity.of(sleeper.pid)
    assert identity is not None
    assert identity.is_alive()
    sleeper.kill()
    sleeper.wait()
    assert not identity.is_alive()


def test_another_process_with_the_same_number_is_left_alone(sleeper: subprocess.Popen[bytes]) -> None:
    identity = ProcessIdentity.of(sleeper.pid)
    assert identity is not None
    earlier = ProcessIdentity(identity.pid, identity.started - 1)
    earlier.stop_group(grace_seconds=0)
    time.sleep(0.1)
    assert sleeper.poll() is None


def test_a_dead_child_that_nobody_waited_for_does_not_count(sleeper: subprocess.Popen[bytes]) -> None:
    os.kill(sleeper.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while ProcessIdentity.of(sleeper.pid) is not None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert ProcessIdentity.of(sleeper.pid) is None


def test_who_does_not_end_when_asked_is_killed() -> None:
    process = subprocess.Popen(STUBBORN, start_new_session=True, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    identity = ProcessIdentity.of(process.pid)
    assert identity is not None
    identity.stop_group(grace_seconds=0.2)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
