"""Threads that compute by OpenVINO for the first time, side by side, in a process of its own."""

import subprocess
import sys

FIRST_USE = """
import os, sys, threading
import restoration.backends.openvino
import openvino

sys.setswitchinterval(1e-6)
together = threading.Barrier(4)

def ask():
    together.wait()
    openvino.Type.f32.to_dtype()

threads = [threading.Thread(target=ask, daemon=True) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join(20)
# Threads that wait for each other would keep the process from ending.
os._exit(sum(thread.is_alive() for thread in threads))
"""


def test_threads_that_ask_openvino_first_do_not_wait_for_each_other_for_ever() -> None:
    """It hung in two of three processes, before a film's first picture was drawn, until one asks beforehand."""
    assert subprocess.run([sys.executable, "-c", FIRST_USE], check=False).returncode == 0
