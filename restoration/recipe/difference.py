"""What changed between two recipes, as codes with values that the site puts into words."""

from typing import Any

from restoration.recipe.model import Recipe, ScopedParameters, StageEntry
from restoration.recipe.scope import Scope
from restoration.stages.registry import stage_spec, stage_specs


def diff_recipes(before: Recipe, after: Recipe) -> list[dict[str, Any]]:
    """Return the changes in chain order, empty if the recipes mean the same.

    Codes: ``stage_on``, ``stage_off`` (stage); ``look`` (stage, before, after: digests, scope); ``model`` (stage,
    before, after: names of generative models); ``parameter`` (stage, parameter, before, after, unit, scope);
    ``stage_on_in``, ``stage_off_in``, ``stage_as_film_in`` (stage, scope) for what holds only there. ``scope`` is null
    for the whole film.
    """
    changes: list[dict[str, Any]] = []
    for spec in stage_specs():
        old, new = before.entry(spec.name), after.entry(spec.name)
        is_on, was_on = new is not None and new.enabled, old is not None and old.enabled
        if is_on != was_on:
            changes.append({"code": "stage_on" if is_on else "stage_off", "stage": spec.name})
        if is_on:
            changes += _look_changes(spec.name, old.look if old else None, new.look if new else None, None)
            changes += _model_changes(spec.name, old, new)
            changes += _parameter_changes(spec.name, old, new)
            changes += _scope_changes(spec.name, old, new)
    return changes


def _look_changes(stage: str, before: str | None, after: str | None, scope: Any) -> list[dict[str, Any]]:
    if before == after:
        return []
    return [{"code": "look", "stage": stage, "before": before, "after": after, "scope": scope}]


def _model_changes(stage: str, old: StageEntry | None, new: StageEntry | None) -> list[dict[str, Any]]:
    before, after = (entry.model if entry else None for entry in (old, new))
    if before == after:
        return []
    return [{"code": "model", "stage": stage, "before": before, "after": after}]


def _parameter_changes(stage: str, old: StageEntry | None, new: StageEntry | None) -> list[dict[str, Any]]:
    neutrals = stage_spec(stage).parameters.neutrals()
    before = neutrals | (old.parameters if old else {})
    after = neutrals | (new.parameters if new else {})
    return [_change(stage, name, before[name], after[name], None) for name in neutrals if before[name] != after[name]]


def _change(stage: str, name: str, before: int | None, after: int | None, scope: Any) -> dict[str, Any]:
    unit = stage_spec(stage).parameters.units()[name]
    return {
        "code": "parameter",
        "stage": stage,
        "parameter": name,
        "before": before,
        "after": after,
        "unit": unit,
        "scope": scope,
    }


def _scope_changes(stage: str, old: StageEntry | None, new: StageEntry | None) -> list[dict[str, Any]]:
    before, after = _by_scope(old), _by_scope(new)
    changes: list[dict[str, Any]] = []
    for scope in sorted(before.keys() | after.keys(), key=repr):
        nothing = ScopedParameters(scope=scope)
        was, now = before.get(scope, nothing), after.get(scope, nothing)
        where = scope.model_dump(mode="json")
        if was.enabled != now.enabled:
            code = {True: "stage_on_in", False: "stage_off_in", None: "stage_as_film_in"}[now.enabled]
            changes.append({"code": code, "stage": stage, "scope": where})
        changes += _look_changes(stage, was.look, now.look, where)
        changes += [
            _change(stage, name, was.parameters.get(name), now.parameters.get(name), where)
            for name in sorted(was.parameters.keys() | now.parameters.keys())
            if was.parameters.get(name) != now.parameters.get(name)
        ]
    return changes


def _by_scope(entry: StageEntry | None) -> dict[Scope, ScopedParameters]:
    merged: dict[Scope, ScopedParameters] = {}
    for override in entry.overrides if entry else ():
        earlier = merged.get(override.scope, ScopedParameters(scope=override.scope))
        merged[override.scope] = ScopedParameters(
            scope=override.scope,
            parameters=earlier.parameters | override.parameters,
            enabled=earlier.enabled if override.enabled is None else override.enabled,
            look=override.look or earlier.look,
        )
    return merged
