"""Why a worker stops before its job is done. Each says whether another attempt may help."""

from typing import ClassVar


class JobStopped(Exception):
    """Base: ``code`` is stable, ``str()`` is a sentence for the job's row and log."""

    code: ClassVar[str] = "stopped"
    retryable: ClassVar[bool] = False
    sentence: ClassVar[str] = "The work was stopped."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class CancelRequested(JobStopped):
    """A person cancelled the job; seen between two frames."""

    code = "cancelled"
    sentence = "Cancelled on request."


class HandedBack(JobStopped):
    """The worker was asked to end; another one starts the job anew and the attempt does not count."""

    code = "handed_back"
    retryable = True
    sentence = "The worker was asked to end and gave the job back."


class LeaseLost(JobStopped):
    """Another worker has the job now; whatever this one made is dropped."""

    code = "lease_lost"
    sentence = "The lease ran out and the job went to another worker."


class WorkerLost(JobStopped):
    """Every attempt ended without a word: the workers died or stood still."""

    code = "worker_lost"
    sentence = "The worker stopped without a word in every attempt; see the log for when."
