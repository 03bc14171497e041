"""Pictures that only a page waits for: it asks again where they are not made."""

from review.runs.models import MediaJob
from workers.leases import Failure


class AskedAgain:
    """A handler's part for work whose end without a result has no consequences."""

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Who asks again soon is told why; who asks later has it tried again."""

    def cancel(self, job: MediaJob) -> None:
        """What was made before stays."""
