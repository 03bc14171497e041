"""What was measured and done, shot by shot, for machines to read."""

from collections.abc import Mapping
from typing import Any

from restoration.engine.film import FilmRender, MeasuredFilm
from restoration.timebase import FrameRange


def report_of(source: str, target: str, render: FilmRender, film: MeasuredFilm) -> dict[str, Any]:
    """Return what was measured and done: of the film, and of each shot by stage.

    By shot: ``measured`` by kind of analysis, and ``done`` by stage: frames worked on, per cent of pixels changed and
    marked as repaired, and the frames of each flag. ``invention``: an estimate of what was drawn that the film does not
    support (see ``InventionFigures.report``); None where nothing was drawn.
    """
    facts = render.reader.facts
    return {
        "input": source,
        "output": target,
        "plane": render.plane,
        "backend": render.backend.id,
        "networks": _networks(render),
        "frames": {"first": render.frames.first, "end": render.frames.end},
        "source": {
            "width": facts.width,
            "height": facts.height,
            "rate": str(facts.rate),
            "bit_depth": facts.bit_depth,
            "codec": facts.codec,
            "coding": render.coding.coding,
            "is_negative": render.coding.is_negative,
            "pixel_aspect": f"{facts.pixel_aspect.num}:{facts.pixel_aspect.den}",
            "start_timecode": facts.start_timecode,
        },
        "recipe": render.recipe.body(),
        "measured": {kind: _without_shots(summary) for kind, summary in film.summaries.items()},
        "shots": [
            {
                "first": shot.first,
                "count": shot.count,
                "marks": list(shot.marks),
                "measured": _measured(film, number),
                "done": _done(shot.first, render),
                "invention": _invented(FrameRange(shot.first, shot.first + shot.count), render),
            }
            for number, shot in enumerate(film.shots)
            if shot.first < render.frames.end and shot.first + shot.count > render.frames.first
        ],
    }


def _networks(render: FilmRender) -> dict[str, dict[str, str]]:
    """Return the networks that had a part in it, by name: SHA-256 (hex), and licence where known."""
    networks: dict[str, dict[str, str]] = {}
    for segment in render.segments:
        networks |= segment.request.networks if segment.request else {}
    return dict(sorted(networks.items()))


def _without_shots(summary: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name != "shots"}


def _measured(film: MeasuredFilm, number: int) -> dict[str, Any]:
    return {kind: summary["shots"][number] for kind, summary in film.summaries.items() if summary.get("shots")}


def _done(shot: int, render: FilmRender) -> dict[str, dict[str, Any]]:
    """Return by stage what it did on the segments of the shot."""
    sums: dict[str, dict[str, int]] = {}
    flags: dict[str, dict[str, list[int]]] = {}
    for first, report in render.reports:
        for stage, numbers in report["stages"].items() if first == shot else ():
            into = sums.setdefault(stage, {"frames": 0, "pixels": 0, "changed": 0, "masked": 0})
            for name in into:
                into[name] += numbers[name]
            for flag, frames in numbers.get("flags", {}).items():
                flags.setdefault(stage, {}).setdefault(flag, []).extend(frames)
    return {
        stage: _percentages(numbers) | ({"flags": flags[stage]} if stage in flags else {})
        for stage, numbers in sums.items()
    }


def _invented(shot: FrameRange, render: FilmRender) -> dict[str, Any] | None:
    figures, frames = render.inventions.get(shot.first), shot.intersect(render.frames)
    return None if figures is None or frames is None else figures.report(frames)


def _percentages(sums: Mapping[str, int]) -> dict[str, Any]:
    pixels = max(sums["pixels"], 1)
    return {
        "frames": sums["frames"],
        "changed_percent": round(100 * sums["changed"] / pixels, 4),
        "repaired_percent": round(100 * sums["masked"] / pixels, 4),
    }
