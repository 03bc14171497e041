"""Verbs on runs: what people ask for, and what the workers report. Each changes rows and writes the film's log."""

from review.runs.services.control import cancel_run, retry_segment, start_run
from review.runs.services.outcomes import complete_run, fail_run, propose_run, refuse_run
from review.runs.services.request import RunRequest, replan_run, request_run

__all__ = [
    "RunRequest",
    "cancel_run",
    "complete_run",
    "fail_run",
    "propose_run",
    "refuse_run",
    "replan_run",
    "request_run",
    "retry_segment",
    "start_run",
]
