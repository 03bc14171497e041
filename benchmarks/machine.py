"""What the figures were measured on, in words that say nothing of whose machine it is."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("numpy", "opencv-python", "av", "torch", "django")


def machine() -> dict[str, object]:
    """Return processor, cores, memory, versions, and how busy the machine was already (1 is one core)."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3),
        "load_before": round(os.getloadavg()[0], 1),
        "threads": os.environ.get("OMP_NUM_THREADS", "library default"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def device_name() -> str:
    """Return a short name for files: cores and processor."""
    words = re.sub(r"\(R\)|\(TM\)|CPU|Processor|@.*", " ", _processor())
    return f"{len(os.sched_getaffinity(0))}x-" + re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
