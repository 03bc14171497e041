"""What a job's row says about an error: a code, a sentence, and whether another attempt may help."""

import re
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from restoration.errors import RestorationError
from review.config.errors import AnswerprintError
from workers.leases.errors import JobStopped

_DIRECTORY = re.compile(r"/(?:[^\s/:'\"]+/)+")


def without_directories(text: str) -> str:
    """Return ``text`` with every absolute directory shortened to ``…/``: rows and the API never show one."""
    return _DIRECTORY.sub("…/", text)


@dataclass(frozen=True)
class Failure:
    """Why an attempt ended. ``values`` fill the sentence of the code; ``trace`` is empty for errors with a name."""

    code: str
    sentence: str
    retryable: bool
    values: dict[str, Any] = field(default_factory=dict)
    trace: str = ""

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        """Return the failure ``error`` stands for; an error without a name counts as worth another attempt."""
        values = _told(getattr(error, "values", {}))
        if isinstance(error, RestorationError | JobStopped):
            sentence = str(error).removeprefix(f"{error.code}: ")
            return cls(error.code, without_directories(sentence), error.retryable, values)
        if isinstance(error, AnswerprintError):
            return cls(error.code, without_directories(error.detail), error.retryable, values)
        return cls(
            code="internal_error",
            sentence=f"Something went wrong inside Answerprint ({type(error).__name__}).",
            retryable=True,
            values={"kind": type(error).__name__},
            trace=without_directories("".join(traceback.format_exception(error))),
        )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if isinstance(value, int | None) else without_directories(str(value))
        for name, value in values.items()
    }
