"""Look at the pictures a rehearsal was given: the asked frames, and in protected regions the scan's pixels."""

import io
from typing import Any

import av
import cv2
import numpy as np

from workers.rehearsal.api_client import ApiClient, Refused
from workers.rehearsal.report import Report

Picture = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
SAMPLES = 5
REPEATED = 1.0
UNITS = 65536
STILL_SECONDS = 120.0


def exact_still(client: ApiClient, restoration: dict[str, Any], side: str, frame: int) -> Picture:
    """Return the exact picture of ``side`` at the assembly frame, RGB 8 bit, HxWx3."""

    def ready() -> dict[str, Any] | None:
        answer: dict[str, Any] = client.post(
            f"/restorations/{restoration['id']}/stills", {"side": side, "frame": frame}
        )
        return answer if answer["state"] == "ready" else None

    answer = client.wait(ready, seconds=STILL_SECONDS, waiting_for=f"the still of frame {frame}")
    still = np.zeros((answer["height"], answer["width"], 3), np.uint8)
    for tile in answer["tiles"]:
        picture = cv2.imdecode(np.frombuffer(client.fetch(tile["url"]), np.uint8), cv2.IMREAD_COLOR_RGB)
        if picture is None:
            raise Refused(f"The still of frame {frame} is not a picture.")
        still[tile["y"] : tile["y"] + tile["height"], tile["x"] : tile["x"] + tile["width"]] = picture
    return still


def proxy_picture(client: ApiClient, manifest: dict[str, Any], frame: int) -> Picture:
    """Return the proxy's picture of the assembly frame, found by ``first + presentation rank - skip`` alone."""
    [segment] = [part for part in manifest["segments"] if part["first"] <= frame < part["first"] + part["count"]]
    content = client.fetch(segment["files"][0]["url"])
    wanted = frame - segment["first"] + segment["skip"]
    with av.open(io.BytesIO(content), mode="r") as container:
        for rank, picture in enumerate(container.decode(video=0)):
            if rank == wanted:
                return np.asarray(picture.to_ndarray(format="rgb24"), dtype=np.uint8)
    raise Refused(f"The proxy of frame {frame} ends before it.")


def check_frames(client: ApiClient, restoration: dict[str, Any], version: dict[str, Any], report: Report) -> None:
    """Compare, at sampled frames and on both sides, the proxy's picture with the exact still and its neighbours."""
    count = restoration["assembly"]["frame_count"]
    frames = sorted({int(position) for position in np.linspace(0, count - 1, SAMPLES)})
    sides = ["source", f"version:{version['id']}:restored"]
    wrong: list[str] = []
    for side in sides:
        manifest = client.get(f"/restorations/{restoration['id']}/manifest", side=side)
        if sum(segment["count"] for segment in manifest["segments"]) != count:
            wrong.append(f"{side} covers another length")
            continue
        wrong += [f"{side}@{frame}" for frame in frames if not _is_nearest(client, restoration, manifest, side, frame)]
    checked = len(frames) * len(sides)
    report.promise("right frames", kept=not wrong, reason=", ".join(wrong) or f"{checked} pictures equal their stills")


def _is_nearest(
    client: ApiClient, restoration: dict[str, Any], manifest: dict[str, Any], side: str, frame: int
) -> bool:
    """Say whether the proxy's picture is nearer to its own still than to the one before and the one after."""
    count = restoration["assembly"]["frame_count"]
    shown = proxy_picture(client, manifest, frame)
    own = exact_still(client, restoration, side, frame)
    neighbours = [exact_still(client, restoration, side, near) for near in (frame - 1, frame + 1) if 0 <= near < count]
    # Old films hold step-printed and repeated pictures: between equals nothing can be told.
    others = [still for still in neighbours if _distance(own, still) > REPEATED]
    return all(_distance(shown, own) < _distance(shown, other) for other in others)


def _distance(shown: Picture, still: Picture) -> float:
    small = cv2.resize(still, (shown.shape[1], shown.shape[0]), interpolation=cv2.INTER_AREA)
    return float(np.mean(np.abs(small.astype(np.int16) - shown.astype(np.int16))))


def check_protected(
    client: ApiClient, restoration: dict[str, Any], version: dict[str, Any], note: dict[str, Any], report: Report
) -> None:
    """Compare the protected region of the new version with the scan, pixel by pixel, on exact stills."""
    changed = pixels = 0
    for frame in range(note["first"], note["end"]):
        scan = exact_still(client, restoration, "source", frame)
        restored = exact_still(client, restoration, f"version:{version['id']}:restored", frame)
        inside = _inside(note["region"], scan.shape[0], scan.shape[1])
        pixels += int(np.prod(scan[inside].shape[:2]))
        changed += int(np.count_nonzero(np.any(scan[inside] != restored[inside], axis=-1)))
    report.promise(
        "protected pixels identical", kept=pixels > 0 and changed == 0, reason=f"{changed} of {pixels} changed"
    )


def _inside(region: dict[str, int], height: int, width: int) -> tuple[slice, slice]:
    """Return the pixels that lie wholly inside ``region``."""
    top, left = -(-region["y"] * height // UNITS), -(-region["x"] * width // UNITS)
    bottom = (region["y"] + region["height"]) * height // UNITS
    right = (region["x"] + region["width"]) * width // UNITS
    return slice(top, bottom), slice(left, right)
