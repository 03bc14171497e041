"""Why a segment is rendered again, and how far that can reach."""

from typing import Any

from restoration.engine.request import Reach, SegmentRequest
from restoration.recipe import Order, PatchOrder, ResolvedStage
from restoration.recipe.treatments import Protect

Reason = dict[str, Any]
"""A code with values.

``new_segment`` · ``shot_changed`` · ``source_changed`` · ``engine_changed`` (back end or format) · ``coding_changed``
(what the scan's codes stand for) · ``patches_changed`` (stage, frames: painted pixels came, went or changed there) ·
``look_changed`` (stage: another look file) · ``model_changed`` (stage: another network with the same parameters) ·
``recipe_changed`` (stage, change: on | off | parameters, parameters: names) · ``stage_changed`` (stage: its new
version) · ``analysis_changed`` (stage, kinds) · ``note`` (note_id, kind, stages, change: added | removed | changed) ·
``precedence_changed`` (stage: other people's word counts more now).
"""


def compare(base: SegmentRequest, new: SegmentRequest) -> tuple[Reason, ...]:
    """Return why the pictures of two requests for the same frames may differ; never empty for requests that differ."""
    reasons: list[Reason] = []
    if (base.format, base.backend) != (new.format, new.backend):
        reasons.append({"code": "engine_changed"})
    if base.coding != new.coding:
        reasons.append({"code": "coding_changed"})
    if base.shot != new.shot:
        reasons.append({"code": "shot_changed"})
    if base.chain.support == new.chain.support and base.source != new.source:
        reasons.append({"code": "source_changed"})
    old_stages = {stage.stage: stage for stage in base.chain.stages}
    new_stages = {stage.stage: stage for stage in new.chain.stages}
    old_on, new_on = _switched_on(base), _switched_on(new)
    for name in dict.fromkeys([*old_on, *new_on]):
        reasons += _stage_reasons(name, old_on.get(name), new_on.get(name))
    reasons += _note_reasons(old_stages, new_stages)
    return tuple(reasons) or ({"code": "engine_changed"},)


def _switched_on(request: SegmentRequest) -> dict[str, ResolvedStage]:
    """Return the stages that the recipe has on; one that only mends what people pointed out is their notes' doing."""
    return {
        stage.stage: stage
        for stage in request.chain.stages
        if any(setting.parameters is not None and not setting.only_missed for setting in stage.settings)
    }


def _stage_reasons(name: str, old: ResolvedStage | None, new: ResolvedStage | None) -> list[Reason]:
    painted = sorted({patch.frame for patch in _patches(old) ^ _patches(new)})
    if old is None or new is None:
        # A stage that puts back patches comes with the first of them and goes with the last.
        if painted:
            return [{"code": "patches_changed", "stage": name, "frames": painted}]
        return [{"code": "recipe_changed", "stage": name, "change": "on" if old is None else "off", "parameters": []}]
    reasons: list[Reason] = []
    if old.version != new.version:
        reasons.append({"code": "stage_changed", "stage": name})
    if painted:
        reasons.append({"code": "patches_changed", "stage": name, "frames": painted})
    common = old.frames.intersect(new.frames) or ()
    if any(old.look(frame) != new.look(frame) for frame in common):
        reasons.append({"code": "look_changed", "stage": name})
    parameters = _changed_parameters(old, new)
    if not parameters and any(old.models(frame) != new.models(frame) for frame in common):
        reasons.append({"code": "model_changed", "stage": name})
    if parameters:
        reasons.append(
            {"code": "recipe_changed", "stage": name, "change": "parameters", "parameters": sorted(parameters)}
        )
    if old.frames == new.frames and old.analyses != new.analyses:
        kinds = sorted(dict(old.analyses.items() ^ new.analyses.items()))
        reasons.append({"code": "analysis_changed", "stage": name, "kinds": kinds})
    if [order for order in old.orders if order in new.orders] != [order for order in new.orders if order in old.orders]:
        reasons.append({"code": "precedence_changed", "stage": name})
    return reasons


def _patches(stage: ResolvedStage | None) -> set[PatchOrder]:
    return set() if stage is None else set(stage.patches)


def _changed_parameters(old: ResolvedStage, new: ResolvedStage) -> set[str]:
    common = old.frames.intersect(new.frames)
    changed: set[str] = set()
    for frame in common or ():
        before, after = (None if stage.only_mends_missed(frame) else stage.parameters(frame) for stage in (old, new))
        if before != after:
            changed |= {"enabled"} if before is None or after is None else dict(before.items() ^ after.items()).keys()
    return changed


def _note_reasons(old: dict[str, ResolvedStage], new: dict[str, ResolvedStage]) -> list[Reason]:
    before, after = _by_note(old), _by_note(new)
    reasons: list[Reason] = []
    for note_id in dict.fromkeys([*before, *after]):
        was, now = before.get(note_id, {}), after.get(note_id, {})
        stages = [name for name in dict.fromkeys([*was, *now]) if was.get(name) != now.get(name)]
        if stages:
            order = (now or was)[next(iter(now or was))][0]
            change = "changed" if was and now else "added" if now else "removed"
            kind = order.treatment.kind
            reasons.append({"code": "note", "note_id": note_id, "kind": kind, "stages": stages, "change": change})
    return reasons


def _by_note(stages: dict[str, ResolvedStage]) -> dict[str, dict[str, list[Order]]]:
    found: dict[str, dict[str, list[Order]]] = {}
    for name, stage in stages.items():
        for order in stage.orders:
            found.setdefault(order.note_id, {}).setdefault(name, []).append(order)
    return found


def changed_reach(base: SegmentRequest, new: SegmentRequest, reasons: tuple[Reason, ...]) -> tuple[Reach, ...] | None:
    """Return where treatments that changed enter the chain; None if anything else changed: then all may differ."""
    if not reasons or any(reason["code"] != "note" for reason in reasons):
        return None
    found: list[Reach] = []
    old_orders = {stage.stage: stage.orders for stage in base.chain.stages}
    for stage in new.chain.stages:
        before = old_orders.get(stage.stage, ())
        changed = [order for order in (*before, *stage.orders) if (order in before) != (order in stage.orders)]
        found += [
            Reach(
                note_id=order.note_id,
                stage=stage.stage,
                frames=order.frames,
                region=order.region,
                feather=order.treatment.feather if isinstance(order.treatment, Protect) else 0,
            )
            for order in changed
        ]
    return tuple(dict.fromkeys(found))
