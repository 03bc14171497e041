"""Keys: the SHA-256 of everything a picture depends on, and of nothing else.

The only place that makes keys. Whole numbers only; strings in NFC; names sorted; frames counted from the segment's own
first frame, so a key says nothing about where in the film the segment lies, nor who asked for what and when.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from restoration.recipe.model import Recipe
from restoration.recipe.resolve import Order, ResolvedChain, ResolvedStage, Setting
from restoration.stages.contract import DISPLAY, PlaneName, ScanCoding
from restoration.timebase import FrameRange

FORMAT = 1


def canonical(value: Any) -> bytes:
    """Return the one way to write ``value``. Raises TypeError for a float or anything that JSON cannot say exactly."""
    return json.dumps(
        _checked(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode("utf-8")


def digest(value: Any) -> str:
    """Return the SHA-256 (hex) of the canonical form of ``value``."""
    return sha256(canonical(value)).hexdigest()


def _checked(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, Mapping):
        return _checked_mapping(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_checked(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no place in a key")


def _checked_mapping(value: Mapping[Any, Any]) -> dict[str, Any]:
    if any(not isinstance(name, str) for name in value):
        raise TypeError("names in a key are strings")
    checked = {unicodedata.normalize("NFC", name): _checked(item) for name, item in value.items()}
    if len(checked) != len(value):
        raise TypeError("two names in a key are the same string in NFC")
    return checked


def source_digest(frame_digests: Iterable[bytes]) -> str:
    """Return the digest of a run of source frames, from the 32-byte digest of each."""
    total = sha256()
    for one in frame_digests:
        total.update(one)
    return total.hexdigest()


def segment_key(
    chain: ResolvedChain, *, plane: PlaneName, source: str, backend: str, coding: ScanCoding = DISPLAY
) -> str:
    """Return the key of one segment in ``plane``.

    ``chain`` is resolved up to that plane, with the digests of its measurements; ``source`` is ``source_digest`` of the
    frames in ``chain.support``; ``coding`` is what the scan's codes stand for.
    """
    return digest(segment_value(chain, plane=plane, source=source, backend=backend, coding=coding))


def segment_value(
    chain: ResolvedChain, *, plane: PlaneName, source: str, backend: str, coding: ScanCoding = DISPLAY
) -> dict[str, Any]:
    """Return what ``segment_key`` is the digest of."""
    first = chain.frames.first
    value: dict[str, Any] = {
        "format": FORMAT,
        "backend": backend,
        "plane": plane,
        "count": chain.frames.count,
        "source": {"digest": source, "frames": _relative(chain.support, first)},
        "stages": [_stage_value(stage, first) for stage in chain.stages],
    }
    if coding != DISPLAY:
        value["coding"] = {
            "coding": coding.coding,
            "is_negative": coding.is_negative,
            "squeeze": list(coding.squeeze),
        }
    return value


def _relative(frames: FrameRange, first: int) -> list[int]:
    return [frames.first - first, frames.end - first]


def _stage_value(stage: ResolvedStage, first: int) -> dict[str, Any]:
    value: dict[str, Any] = {
        "stage": stage.stage,
        "version": stage.version,
        "settings": [_setting_value(setting, first) for setting in stage.settings],
    }
    if stage.orders:
        value["orders"] = _orders_value(stage.orders, first)
    if stage.patches:
        value["patches"] = [[patch.frame - first, patch.digest] for patch in stage.patches]
    if stage.analyses:
        value["analyses"] = stage.analyses
    return value


def _setting_value(setting: Setting, first: int) -> dict[str, Any]:
    value: dict[str, Any] = {"frames": _relative(setting.frames, first), "parameters": setting.parameters}
    if setting.look is not None:
        value["look"] = setting.look
    if setting.only_missed:
        value["only_missed"] = True
    if setting.models:
        value["models"] = setting.models
    return value


def _orders_value(orders: Sequence[Order], first: int) -> dict[str, list[Any]]:
    """Order matters between strengths, and between missed defects and false repairs where both occur."""
    marks = [order for order in orders if order.treatment.kind in {"missed_defect", "false_repair"}]
    strengths = [order for order in orders if order.treatment.kind == "strength"]
    rejections = [order for order in orders if order.treatment.kind == "reject"]
    protections = [order for order in orders if order.treatment.kind == "protect"]
    is_mixed = len({order.treatment.kind for order in marks}) > 1
    groups = {
        "marks": [_order_value(order, first) for order in marks],
        "strengths": [_order_value(order, first) for order in strengths],
        "rejections": [_order_value(order, first) for order in rejections],
        "protections": _as_set([_order_value(order, first) for order in protections]),
    }
    if not is_mixed:
        groups["marks"] = _as_set(groups["marks"])
    return {name: values for name, values in groups.items() if values}


def _order_value(order: Order, first: int) -> dict[str, Any]:
    treatment = order.treatment
    value: dict[str, Any] = {"kind": treatment.kind, "frames": _relative(order.frames, first)}
    if order.region is not None:
        region = order.region
        value["region"] = [region.x, region.y, region.width, region.height]
    if treatment.kind == "missed_defect" and treatment.defect_class != "dust":
        value["class"] = treatment.defect_class
    if treatment.kind == "strength":
        value["value"] = treatment.value
    if treatment.kind == "reject":
        value["step"], value["times"] = treatment.step, treatment.times
    if order.mask is not None:
        value["mask"] = order.mask
    if treatment.kind == "protect":
        value["level"] = treatment.level
        if treatment.feather:
            value["feather"] = treatment.feather
    return value


def _as_set(values: Iterable[Any]) -> list[Any]:
    return [json.loads(one) for one in sorted({canonical(value) for value in values})]


def recipe_digest(recipe: Recipe) -> str:
    """Return the digest of a recipe's body."""
    return digest(recipe.body())


@dataclass(frozen=True)
class VersionPart:
    """One segment of a version: its place on the assembly axis, and key and master digest by plane (empty: none)."""

    assembly_first: int
    count: int
    keys: Mapping[str, str]
    digests: Mapping[str, str]


def version_hash(parts: Iterable[VersionPart], *, assembly: str, recipe: str) -> str:
    """Return the hash of a version: its segments in order, the assembly's digest and the recipe's digest."""
    return digest(
        {
            "format": FORMAT,
            "assembly": assembly,
            "recipe": recipe,
            "segments": [
                {"first": part.assembly_first, "count": part.count, "keys": part.keys, "digests": part.digests}
                for part in parts
            ],
        }
    )
