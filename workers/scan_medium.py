"""Where a scan's medium lies, and what a sandbox child may use to read it."""

import os
from pathlib import Path
from typing import Any

from restoration.media import SandboxLimits
from restoration.stages.contract import ScanCoding
from review.scans import roots
from review.scans.models import Scan
from workers.artefacts import store

# A frame of 4K JPEG 2000 or noisy FFV1 takes up to this much processor time to decode, convert and encode.
CPU_SECONDS_A_FRAME = 20
SHORTEST_SECONDS = 900
PROBE_SECONDS = 120
MEMORY_BYTES = 8 * 1024**3
# A child that feeds a slow render spends most of its time waiting to be read.
WAITING_FACTOR = 20
FRAME_MAP_EXTENSION = "json"


def medium_arguments(scan: Scan) -> dict[str, Any]:
    """Return what ``workers.sandboxed.opening`` takes: place, rate, frame map, and what people declared of the codes.

    Raises what ``roots.resolve`` raises.
    """
    frame_map = _frame_map(scan)
    declared = scan.color.get("overrides", {})
    return {
        "path": str(medium_path(scan)),
        "rate": _medium_rate(scan),
        "frame_map": None if frame_map is None else str(frame_map),
        "infrared": scan.infrared if scan.infrared == Scan.INFRARED_ALPHA else None,
        "coding": declared.get("coding"),
        "is_negative": declared.get("polarity") == "negative",
    }


def coding_of(scan: Scan) -> ScanCoding:
    """Return what the codes of a scan that was read stand for: as people declared, else as its medium says."""
    return ScanCoding(
        coding=scan.coding,
        is_negative=scan.is_negative,
        squeeze=(scan.pixel_aspect_num, scan.pixel_aspect_den),
    )


def medium_path(scan: Scan) -> Path:
    """Return the real path of the scan's medium, checked again to lie inside its root."""
    return roots.resolve(scan.root_id, scan.path)


def readable_paths(scan: Scan) -> list[Path]:
    """Return what a sandbox child must see to read the scan: medium, what its pictures link to, and frame map.

    Raises ``PathOutsideRoots`` where a picture links out of the scan's root, ``PathNotFound`` where to nothing.
    """
    medium, frame_map = medium_path(scan), _frame_map(scan)
    beside = [] if frame_map is None else [frame_map]
    if not medium.is_dir():
        return [medium, *beside]
    with os.scandir(medium) as entries:
        links = [entry.name for entry in entries if entry.is_symlink() and roots.is_picture(entry.name)]
    targets = {roots.resolve(scan.root_id, f"{scan.path}/{name}").parent for name in sorted(links)}
    return [medium, *beside, *sorted(targets)]


def _frame_map(scan: Scan) -> Path | None:
    return store().fetch(scan.frame_map_id, FRAME_MAP_EXTENSION) if scan.frame_map_id else None


def _medium_rate(scan: Scan) -> list[int] | None:
    """Return the rate of the medium itself, which is not the scan's where pull-down was undone."""
    if scan.pulldown_undone:
        rate = scan.pulldown_undone["rate"]
        return [rate["num"], rate["den"]]
    return [scan.rate_num, scan.rate_den] if scan.rate_num and scan.rate_den else None


def probe_limits() -> SandboxLimits:
    """Return what a child may use to look at headers and the first picture."""
    return SandboxLimits(memory_bytes=MEMORY_BYTES, cpu_seconds=PROBE_SECONDS, wall_seconds=2 * PROBE_SECONDS)


def reading_limits(frame_count: int) -> SandboxLimits:
    """Return what a child may use to read ``frame_count`` frames."""
    seconds = SHORTEST_SECONDS + CPU_SECONDS_A_FRAME * frame_count
    return SandboxLimits(memory_bytes=MEMORY_BYTES, cpu_seconds=seconds, wall_seconds=WAITING_FACTOR * seconds)
