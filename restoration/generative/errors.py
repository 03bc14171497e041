"""What can keep the generative tier from working."""

from typing import ClassVar

from restoration.errors import RestorationError


class ModelNotUsable(RestorationError):
    """A model is not of the kind that the pipeline drives, or is not complete, or its files are not safe to read."""

    code: ClassVar[str] = "generative-model-not-usable"
    sentence: ClassVar[str] = "The generative model cannot be used: {found}."


class WindowNotUsable(RestorationError):
    """The pictures that were given do not belong together."""

    code: ClassVar[str] = "generative-window-not-usable"
    sentence: ClassVar[str] = "These pictures cannot be restored together: {found}."


class ControlOutOfRange(RestorationError):
    """A control of the restoration has a value that it cannot have."""

    code: ClassVar[str] = "generative-control-out-of-range"
    sentence: ClassVar[str] = "{control} must be between {least} and {most}, and is {found}."
