"""``manage.py doctor``: what works here, what does not, and what to do about it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workers.doctor.examination import examine


class Command(BaseCommand):
    help = "Check database, broker, store, codecs, libraries, device, disk and sandbox; say what to do."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        for finding in findings:
            mark = "✓" if finding.is_well else ("✗" if finding.is_fatal else "!")
            self.stdout.write(f"{mark} {finding.name}: {finding.state}")
            if finding.remedy:
                self.stdout.write(f"    → {finding.remedy}")
        wrong = [finding.name for finding in findings if finding.is_fatal and not finding.is_well]
        if wrong:
            raise CommandError(f"Not well: {', '.join(wrong)}.")
