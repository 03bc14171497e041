"""The beat's schedule: what the settings say, kept in memory."""

from celery.beat import Scheduler


class StaticScheduler(Scheduler):
    """A scheduler without a schedule file: after a crash it starts from the settings again."""

    def setup_schedule(self) -> None:
        """Take every entry of ``beat_schedule``."""
        self.merge_inplace(self.app.conf.beat_schedule)
