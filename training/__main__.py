"""``python -m training fetch`` gets what networks are trained on, ``python -m training defectnet`` trains one."""

import argparse
import time
from pathlib import Path

from training.sources import FOLDER, fetch

RUNS = FOLDER.parent


def main() -> None:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch", help="download the pictures and clips")
    defectnet = commands.add_parser("defectnet", help="train DefectNet, or go on where it was interrupted")
    defectnet.add_argument("--steps", type=int, default=12_000)
    defectnet.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    defectnet.add_argument("--workers", type=int, default=1, help="processes that make samples")
    defectnet.add_argument("--minutes", type=float, help="stop for now after so many")
    defectnet.add_argument("--folder", type=Path, default=RUNS / "defectnet", help="of the checkpoint and the curve")
    asked = parser.parse_args()
    if asked.command == "fetch":
        fetch()
        return
    from training.defectnet.train import Plan, train

    until = None if asked.minutes is None else time.monotonic() + 60 * asked.minutes
    train(Plan(steps=asked.steps, device=asked.device, workers=asked.workers), asked.folder, until=until)


if __name__ == "__main__":
    main()
