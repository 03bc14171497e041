import pickle
from typing import ClassVar

from restoration.errors import RestorationError, error_kinds


class LensDirty(RestorationError):
    code: ClassVar[str] = "lens-dirty"
    sentence: ClassVar[str] = "The lens of {name} is dirty; clean it."


def test_an_error_says_its_code_and_what_happened() -> None:
    error = LensDirty(name="scanner 2")
    assert str(error) == "lens-dirty: The lens of scanner 2 is dirty; clean it."
    assert error.detail == "The lens of scanner 2 is dirty; clean it."
    assert not error.retryable


def test_a_missing_value_never_hides_the_error() -> None:
    assert LensDirty().detail == "The lens of ? is dirty; clean it."


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(LensDirty(name="scanner 2")))  # noqa: S301
    assert isinstance(error, LensDirty)
    assert error.values == {"name": "scanner 2"}


def test_every_error_is_found_by_its_code() -> None:
    assert error_kinds()["lens-dirty"] is LensDirty
