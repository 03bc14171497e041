"""The supervisor with small stand-ins for the site's processes: a web server that answers, one that crashes."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from workers.supervision.parts import Part, free_port
from workers.supervision.supervisor import Supervisor

SITE = """
import http.server, sys
class Healthy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
    def log_message(self, *arguments):
        pass
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Healthy).serve_forever()
"""
CRASHING = "import sys, pathlib; file = pathlib.Path(sys.argv[1]); file.write_text(file.read_text() + 'x'); sys.exit(3)"


class Recorder:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, line: str) -> None:
        self.lines.append(line)


def supervise(parts: list[Part], port: int, meanwhile: Callable[[Supervisor], None]) -> list[str]:
    """Run the supervisor until ``meanwhile`` returns; return what it said."""
    say = Recorder()
    supervisor = Supervisor(parts, services=[], say=say, note=lambda: None)

    def on_healthy() -> None:
        def watch() -> None:
            try:
                meanwhile(supervisor)
            finally:
                supervisor.end()

        threading.Thread(target=watch).start()

    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        supervisor.run(address=f"http://127.0.0.1:{port}", on_healthy=on_healthy)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    return say.lines


def site(port: int) -> Part:
    return Part("web", (sys.executable, "-c", SITE, str(port)))


def test_a_killed_part_is_started_again_and_everything_ends_together() -> None:
    port = free_port("127.0.0.1", 0)
    pids: list[int] = []

    def meanwhile(supervisor: Supervisor) -> None:
        [web] = supervisor.children
        os.kill(web.pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            now = [child.pid for child in supervisor.children]
            if now and now != [web.pid]:
                pids.extend(now)
                return
            time.sleep(0.05)

    said = supervise([site(port)], port, meanwhile)
    assert any("ended (-9); starting again in 1 s" in line for line in said)
    assert len(pids) == 1
    assert not Path(f"/proc/{pids[0]}").exists()


def test_a_part_that_crashes_again_and_again_waits_longer_each_time(tmp_path: Path) -> None:
    port = free_port("127.0.0.1", 0)
    tries = tmp_path / "tries"
    tries.write_text("")
    crashing = Part("crashing", (sys.executable, "-c", CRASHING, str(tries)))
    said = supervise([site(port), crashing], port, lambda _supervisor: time.sleep(2.5))
    assert 2 <= len(tries.read_text()) <= 6
    assert any(line.startswith("crashing") and "starting again in 2 s" in line for line in said)


def test_lines_carry_the_name_of_their_part() -> None:
    port = free_port("127.0.0.1", 0)
    talking = Part("talking", (sys.executable, "-uc", "import time; print('hello'); time.sleep(60)"))
    said = supervise([site(port), talking], port, lambda _supervisor: time.sleep(0.5))
    assert f"{'talking':<15}| hello" in said


def test_a_port_in_use_is_replaced() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) != port
