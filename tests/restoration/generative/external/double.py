"""A TEST DOUBLE of an external engine: it restores nothing. It enlarges by repeating pixels and draws stripes.

It keeps the contract as SeedVR2 or FlashVSR would behind a program of the archive's own; its first word says how it
behaves. Run by a plain Python: it imports numpy alone.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

DESCRIPTION = {
    "contract": 1,
    "engine": "stripes (a test double)",
    "version": "1.0",
    "config": "ab" * 32,
    "licence": "none: it restores nothing",
}
STRIPES = 0.05


def main(behaviour: str, verb: str, *rest: str) -> int:
    if verb == "describe":
        print("not what was asked for" if behaviour == "mute" else json.dumps(DESCRIPTION))
        return 0
    if behaviour.isdecimal():
        print("the double ends as it was told to", file=sys.stderr)
        return int(behaviour)
    request = json.loads(Path(rest[0]).read_text())
    if behaviour == "forever":
        helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        Path(os.environ["TMPDIR"], "helper").write_text(str(helper.pid))
        time.sleep(600)
    if behaviour == "killed":
        os.kill(os.getpid(), 9)
    return draw(behaviour, request)


def draw(behaviour: str, request: dict[str, object]) -> int:
    first, count = int(str(request["kept_first"])), int(str(request["kept_count"]))
    for done, frame in enumerate(range(first, first + count), start=1):
        scale = int(str(request["scale"]))
        seen = np.load(f"{request['frames']}/{frame:08d}.npy", allow_pickle=False)
        large = seen.repeat(scale, 0).repeat(scale, 1)
        large[::2] += STRIPES
        large[1::2] -= STRIPES
        file = f"{request['results']}/{frame:08d}.npy"
        spoiled = spoil(behaviour, large)
        if spoiled is not None:
            np.save(file, spoiled, allow_pickle=False)
        print(f"progress {done}", flush=True)
    if behaviour == "one too many":
        np.save(f"{request['results']}/{first + count:08d}.npy", large)
    return 0


def spoil(behaviour: str, large: np.ndarray) -> np.ndarray | None:
    if behaviour == "none":
        return None
    if behaviour == "small":
        return large[1:]
    if behaviour == "double":
        return large.astype(np.float64)
    if behaviour == "no number":
        large[0, 0, 0] = np.nan
    if behaviour == "bits":
        return large * 255
    if behaviour == "negative":
        return np.asarray(1 - large, np.float32)
    return large


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
