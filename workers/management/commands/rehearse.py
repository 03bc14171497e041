"""``manage.py rehearse FILE``: ask a running installation to keep every promise, once."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from review.accounts.models import Role
from workers.demo.people import LOGINS, PASSWORD
from workers.rehearsal.api_client import ApiClient, Refused, TookTooLong
from workers.rehearsal.report import Report
from workers.rehearsal.script import Rehearsal
from workers.supervision.occupancy import running_address


class Command(BaseCommand):
    help = "Take a medium from scan to approval on the running installation and check every promise on the way."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "medium", type=Path, metavar="FILE", help="a media file, or a folder with an image sequence"
        )
        parser.add_argument("--rate", default="24", help="frames a second of an image sequence (default 24)")
        parser.add_argument("--address", help="where it answers (default: the one of this checkout)")
        parser.add_argument("--archivist", default=_demo_login(Role.ARCHIVIST), help="e-mail:password")
        parser.add_argument("--curator", default=_demo_login(Role.CURATOR), help="e-mail:password")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        medium: Path = options["medium"]
        if not medium.exists():
            raise CommandError(f"{medium} does not exist.")
        address = options["address"] or running_address(settings.RUNTIME)
        if address is None:
            raise CommandError("No installation of this checkout runs; start one with: make demo")
        report = Report()
        try:
            with _person(address, options["archivist"]) as archivist, _person(address, options["curator"]) as curator:
                Rehearsal(archivist=archivist, curator=curator, report=report).perform(medium, rate=options["rate"])
        except (Refused, TookTooLong, httpx.TransportError, OSError) as error:
            report.promise("the loop runs to its end", kept=False, reason=str(error))
        self.stdout.write(report.as_json() if options["json"] else report.as_table())
        if not report.all_kept:
            raise SystemExit(1)


def _demo_login(role: Role) -> str:
    [email] = [login.email for login in LOGINS if login.role == role]
    return f"{email}:{PASSWORD}"


def _person(address: str, login: str) -> ApiClient:
    email, _, password = login.partition(":")
    return ApiClient(address, email=email, password=password)
