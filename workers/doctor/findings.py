"""What a check of the installation found."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One checked thing: ``state`` is what is so; ``remedy`` says what to do and is empty where nothing is."""

    name: str
    state: str
    remedy: str = ""
    is_fatal: bool = True

    @property
    def is_well(self) -> bool:
        return not self.remedy


Check = Callable[[], list[Finding]]


def well(name: str, state: str) -> Finding:
    """Return a finding with nothing to do."""
    return Finding(name, state)


def wrong(name: str, state: str, remedy: str) -> Finding:
    """Return a finding without which the installation does not work."""
    return Finding(name, state, remedy)


def poor(name: str, state: str, remedy: str) -> Finding:
    """Return a finding with which the installation works, but less well or less safely."""
    return Finding(name, state, remedy, is_fatal=False)
