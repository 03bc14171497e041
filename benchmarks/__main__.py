"""``python -m benchmarks [NAME ...]``: measure, print a table, keep the results."""

import argparse
import os
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Final

from benchmarks.figures import Group
from benchmarks.machine import machine
from benchmarks.results_files import as_text, keep
from benchmarks.tasks import UnknownTask

RESTORATION: Final = "restoration"
ENLARGE: Final = "enlarge"
INVENTION: Final = "invention"
ABLATION: Final = "ablation"
GENERATIVE: Final = "generative"
VIEWER: Final = "viewer"
BENCHMARKS: Final = {
    "chain": "benchmarks.chain:measure_chain",
    "rerun": "benchmarks.rerun:measure_rerun",
    "memory": "benchmarks.memory:measure_memory",
    "size": "benchmarks.size:measure_size",
    "catalogue": "benchmarks.catalogue:measure_catalogue",
    "manifest": "benchmarks.manifest:measure_manifest",
    "opening": "benchmarks.opening:measure_opening",
    VIEWER: "benchmarks.viewer.run:measure_viewer",
    RESTORATION: "benchmarks.restoration.run:measure_restoration",
    ENLARGE: "benchmarks.enlargement.run:measure_enlarge",
    INVENTION: "benchmarks.invention.run:measure_invention",
    ABLATION: "benchmarks.ablation.run:measure_ablation",
    GENERATIVE: "benchmarks.generative.run:measure_generative",
    "recipe": "benchmarks.recipe.run:measure_recipe",
}


def main() -> None:
    """Run the named benchmarks, all by default; only a full run is kept."""
    asked = _parser().parse_args()
    names = asked.names or list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        _parser().error(f"there is no benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    _prepare()
    about = machine()
    groups = []
    for name in names:
        try:
            groups.append(_measured(name, asked))
        except UnknownTask as unknown_task:
            _parser().error(f"{name}: {unknown_task}")
        print(as_text(groups[-1]), end="\n\n", flush=True)
    if len(names) == len(BENCHMARKS):
        for path in keep(groups, about):
            print(f"kept: benchmarks/results/{path.name}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and quality figures.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default")
    parser.add_argument(
        "--tasks",
        nargs="+",
        default=[],
        metavar="TASK",
        help="restoration, enlarge, invention, generative, ablation: only these tasks",
    )
    parser.add_argument(
        "--clips",
        nargs="+",
        default=[],
        metavar="CLIP",
        help="restoration, enlarge, invention: only these clips; ablation: places",
    )
    parser.add_argument(
        "--quick", action="store_true", help="restoration, enlarge, invention, ablation: little of one clip"
    )
    parser.add_argument("--minutes", type=float, default=2, help="viewer: minutes of play at each rung; 30 in full")
    return parser


def _prepare() -> None:
    """Settle what libraries and Django read when they are imported: one thread, and a database of our own."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ["ANSWERPRINT_PROFILE"] = "bench"
    os.environ["DJANGO_SETTINGS_MODULE"] = "review.config.settings"
    for name in ("DATABASE_URL", "BROKER_URL", "STORE_URL"):
        os.environ.pop(name, None)
    import cv2
    import django

    cv2.setNumThreads(1)
    django.setup()


def _measured(name: str, asked: argparse.Namespace) -> Group:
    module, _, function = BENCHMARKS[name].partition(":")
    measure: Callable[..., Group] = getattr(import_module(module), function)
    options: dict[str, dict[str, object]] = {
        RESTORATION: {"tasks": asked.tasks, "clips": asked.clips, "quick": asked.quick},
        ENLARGE: {"tasks": asked.tasks, "clips": asked.clips, "quick": asked.quick},
        INVENTION: {"tasks": asked.tasks, "clips": asked.clips, "quick": asked.quick},
        ABLATION: {"tasks": asked.tasks, "places": asked.clips, "quick": asked.quick},
        GENERATIVE: {"tasks": asked.tasks},
        VIEWER: {"minutes": asked.minutes},
    }
    began = time.monotonic()
    group = measure(**options.get(name, {}))
    return replace(group, seconds=round(time.monotonic() - began, 1))


if __name__ == "__main__":
    main()
