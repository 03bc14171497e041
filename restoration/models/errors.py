"""What can keep a network from being used."""

from typing import ClassVar

from restoration.errors import RestorationError


class ModelBroken(RestorationError):
    """The weights that are installed are not those that the software was released with."""

    code: ClassVar[str] = "model-broken"
    sentence: ClassVar[str] = "The weights of the network {model} cannot be used: {found}. Install Answerprint again."


class ModelChanged(RestorationError):
    """A segment was planned with other weights than are installed."""

    code: ClassVar[str] = "model-changed"
    sentence: ClassVar[str] = "This was planned with another edition of the network {model}. Plan the run again."


class DeclarationsBroken(RestorationError):
    """The file that declares generative models cannot be read as one."""

    code: ClassVar[str] = "models-not-declared"
    sentence: ClassVar[str] = "{file} declares no generative models: {found}."
