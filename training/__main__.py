"""``python -m training fetch`` gets what networks are trained on, ``python -m training <network>`` trains one."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from training.sources import FOLDER, fetch

if TYPE_CHECKING:
    from torch import nn

RUNS = FOLDER.parent
STEPS = {"defectnet": 12_000, "filmvsr": 20_000, "framenet": 3_000, "film_tiny": 6_000}
ENCODING, IN_TIME, DECODING = 4_000, 1_000, 3_000
SEED = 20261123


def main() -> None:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch", help="download the pictures and clips")
    for name, steps in STEPS.items():
        trained = commands.add_parser(name, help="train it, or go on where it was interrupted")
        trained.add_argument("--steps", type=int, default=steps)
        trained.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
        trained.add_argument("--workers", type=int, default=1, help="processes that make samples")
        trained.add_argument("--seed", type=int, default=SEED, help="another shows it other samples")
        trained.add_argument("--minutes", type=float, help="stop for now after so many")
        trained.add_argument("--folder", type=Path, help="of the checkpoint and the curve")
        trained.add_argument("--ship", action="store_true", help="then put the weights where the product finds them")
        if name in {"defectnet", "film_tiny"}:
            trained.add_argument("--from-shipped", action="store_true", help="begin from the weights that ship")
        if name == "film_tiny":
            trained.add_argument("--large", action="store_true", help="the larger one, for a GPU (FILM_TINY)")
            trained.add_argument("--encoding", type=int, default=ENCODING, help="steps of its autoencoder")
            trained.add_argument("--in-time", type=int, default=IN_TIME, help="steps of its temporal adapter")
            trained.add_argument("--decoding", type=int, default=DECODING, help="steps of its decoder in time")
    asked = parser.parse_args()
    if asked.command != "fetch" and asked.folder is None:
        asked.folder = RUNS / (f"{asked.command}_on" if getattr(asked, "from_shipped", False) else asked.command)
    if asked.command == "fetch":
        fetch()
        return
    if asked.command == "film_tiny":
        _train_parts(asked)
    else:
        _train(asked)


def _train(asked: argparse.Namespace) -> None:
    until = None if asked.minutes is None else time.monotonic() + 60 * asked.minutes
    settings = {"steps": asked.steps, "seed": asked.seed, "device": asked.device, "workers": asked.workers}
    if asked.command == "defectnet":
        from training.defectnet import train as defectnet

        plan = defectnet.Plan(**settings, from_shipped=asked.from_shipped)
        network: nn.Module = defectnet.shipped(defectnet.train(plan, asked.folder, until=until))
    elif asked.command == "framenet":
        from training.framenet import train as framenet

        network = framenet.train(framenet.Plan(**settings), asked.folder, until=until)
    else:
        from training.filmvsr import train as filmvsr

        network = filmvsr.train(filmvsr.Plan(**settings), asked.folder, until=until)
    if asked.ship:
        from training.ship import ship

        print(f"{asked.command}: weights {ship(network, asked.command)}")


def _train_parts(asked: argparse.Namespace) -> None:
    from restoration.generative.film_tiny import FILM_TINY, FILM_TINY_CPU
    from training.film_tiny import train as film_tiny

    widths = FILM_TINY if asked.large else FILM_TINY_CPU
    until = None if asked.minutes is None else time.monotonic() + 60 * asked.minutes
    steps = {name: getattr(asked, name) for name in ("steps", "encoding", "in_time", "decoding")}
    plan = film_tiny.Plan(
        **steps, seed=asked.seed, device=asked.device, workers=asked.workers, from_shipped=asked.from_shipped
    )
    model = film_tiny.train(plan, asked.folder, until=until, widths=widths)
    if asked.ship and model is not None:
        from training.film_tiny.ship import ship

        print(f"film_tiny: {ship(model)}")


if __name__ == "__main__":
    main()
