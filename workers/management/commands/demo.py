"""``manage.py demo``: a filled installation in the foreground, until Ctrl-C."""

import argparse
import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from workers.demo.people import LOGINS, PASSWORD
from workers.supervision.occupancy import AlreadyRunning
from workers.supervision.session import line_writer, run_installation
from workers.supervision.supervisor import DidNotBecomeHealthy

PLAIN_HTTP: Final = """This is plain http over the network. Browsers then keep back the exact engine, its sound and
exact pictures above 8 bits: paused frames are right, but motion, grain and flicker must not be judged.
For all of it: https by a web server in front, or from the other machine
  ssh -N -L 8000:<this address> <this machine>      and open http://127.0.0.1:8000 there."""


class Command(BaseCommand):
    help = "Run Answerprint with demo people, a catalogue of 100 films and a damaged film to restore."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--film", type=Path, help="A media file, or a folder with an image sequence, of your own.")
        parser.add_argument("--host", default="127.0.0.1", help="An address of this machine; others reach it there.")
        parser.add_argument("--port", type=int, default=8000, help="Used if free, else another is chosen.")

    def handle(self, *args: Any, **options: Any) -> None:
        own_film = options["film"].resolve() if options["film"] else None
        if own_film is not None and not own_film.exists():
            raise CommandError(f"There is no file or folder {options['film']}.")
        demo_root = settings.RUNTIME.data_dir / "roots" / "demo"
        self._allow_roots(demo_root, own_film)
        say = line_writer(self.stdout.write)

        def prepare() -> None:
            from workers.demo.seed import seed

            call_command("migrate", verbosity=0)
            say("Preparing the demo film and the catalogue …")
            seed(folder=demo_root, own_film=own_film)

        try:
            run_installation(
                settings.RUNTIME,
                host=options["host"],
                port=options["port"],
                say=say,
                prepare=prepare,
                on_healthy=lambda address: say(self._welcome(address)),
            )
        except (AlreadyRunning, DidNotBecomeHealthy) as error:
            raise CommandError(str(error)) from error

    def _allow_roots(self, demo_root: Path, own_film: Path | None) -> None:
        """Add the demo's folders to the allowed server roots, for this process and the ones it starts."""
        demo_root.mkdir(parents=True, exist_ok=True)
        settings.MEDIA_ROOTS["demo"] = demo_root
        if own_film is not None:
            settings.MEDIA_ROOTS["film"] = own_film.parent
        os.environ["MEDIA_ROOTS"] = ";".join(f"{root_id}={path}" for root_id, path in settings.MEDIA_ROOTS.items())

    def _welcome(self, address: str) -> str:
        logins = "\n".join(f"  {login.email:<30} {login.role.label:<14} {PASSWORD}" for login in LOGINS)
        lost = "" if _is_this_machine(address) else f"\n{PLAIN_HTTP}\n"
        return f"\nAnswerprint runs at {address}\n{lost}\n{logins}\n\nStop it with Ctrl-C.\n"


def _is_this_machine(address: str) -> bool:
    """Whether browsers trust this address without https."""
    host = urlsplit(address).hostname or ""
    return host in {"localhost", "::1"} or host.startswith("127.")
