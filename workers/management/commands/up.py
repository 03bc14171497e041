"""``manage.py up``: web, worker-media, worker-restore and beat in the foreground, until Ctrl-C."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from workers.supervision.occupancy import AlreadyRunning
from workers.supervision.session import line_writer, run_installation
from workers.supervision.supervisor import DidNotBecomeHealthy


class Command(BaseCommand):
    help = "Run web, worker-media, worker-restore and beat until Ctrl-C; embedded services are started as needed."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="Used if free, else another is chosen.")

    def handle(self, *args: Any, **options: Any) -> None:
        say = line_writer(self.stdout.write)
        try:
            run_installation(
                settings.RUNTIME,
                host=options["host"],
                port=options["port"],
                say=say,
                prepare=lambda: call_command("migrate", verbosity=0),
                on_healthy=lambda address: say(f"\nAnswerprint runs at {address}\nStop it with Ctrl-C.\n"),
            )
        except (AlreadyRunning, DidNotBecomeHealthy) as error:
            raise CommandError(str(error)) from error
