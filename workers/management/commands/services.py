"""``manage.py services start|stop|status``: the embedded PostgreSQL and Valkey of this profile."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from workers.supervision.services import EmbeddedServices, NotOurs


class Command(BaseCommand):
    help = "Start, stop or show the embedded PostgreSQL and Valkey of this profile."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("action", choices=["start", "stop", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        services = EmbeddedServices(settings.RUNTIME)
        if options["action"] == "start":
            started = services.start()
            self.stdout.write(f"Started {', '.join(started)}." if started else "Everything runs already.")
        elif options["action"] == "stop":
            try:
                stopped = services.stop()
            except NotOurs as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"Stopped {', '.join(stopped)}." if stopped else "Nothing was running.")
        for name, process in services.running().items():
            self.stdout.write(f"{name}: process {process.pid}, in {settings.RUNTIME.socket_dir}")
