"""``manage.py audit verify``: check the hash chain of every film's log, or of one film's."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from review.audit.verification import verify_chain
from review.catalog.models import Film


class Command(BaseCommand):
    """Prints one line a film; ends with an error where a chain does not hold."""

    help = "Check that no film's log was changed after the fact."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verify = parser.add_subparsers(dest="verb", required=True).add_parser("verify", help=self.help)
        verify.add_argument("--film", help="public id of one film; without it every film that has a log")

    def handle(self, *args: Any, film: str | None, **options: Any) -> None:
        films = Film.objects.filter(feed__isnull=False).order_by("id")
        if film:
            films = films.filter(public_id=film)
            if not films.exists():
                raise CommandError(f"No film {film} has a log.")
        reports = [verify_chain(row) for row in films]
        for report in reports:
            word = "holds" if report.holds else "BROKEN"
            self.stdout.write(f"{report.film}: {report.events} events, chain {word}")
            for fault in report.breaks:
                self.stdout.write(f"  event {fault.seq}: {fault.reason}")
        broken = sum(not report.holds for report in reports)
        if broken:
            raise CommandError(f"{broken} of {len(reports)} logs do not hold.")
