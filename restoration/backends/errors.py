"""What can keep a back end from computing."""

from typing import ClassVar

from restoration.errors import RestorationError


class OutOfMemory(RestorationError):
    """The device had too little memory for one picture's work. Trying again may find more."""

    code: ClassVar[str] = "out-of-memory"
    sentence: ClassVar[str] = "There was not enough memory for {stage} on frame {frame}."
    retryable: ClassVar[bool] = True


class DeviceUnknown(RestorationError):
    """A device that no back end is for."""

    code: ClassVar[str] = "device-unknown"
    sentence: ClassVar[str] = 'There is no device "{device}" here; there are: {known}.'


class BackendUnavailable(RestorationError):
    """A run is computed by one back end throughout, and this machine has not got it. Another worker may."""

    code: ClassVar[str] = "backend-unavailable"
    sentence: ClassVar[str] = "This machine cannot compute as {backend}: {found}. Start a worker on a machine that can."
    retryable: ClassVar[bool] = True
