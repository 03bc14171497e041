"""What keeps an invention map from being made."""

from typing import ClassVar

from restoration.errors import RestorationError


class PicturesDoNotFit(RestorationError):
    """The generated picture, the faithful one and the source are not the same picture at a whole scale."""

    code: ClassVar[str] = "invention-pictures-do-not-fit"
    sentence: ClassVar[str] = (
        "The generated picture ({generated}) and the faithful one ({faithful}) must be of one size, a whole number of "
        "times that of the source ({source}). Compare pictures of one frame and one raster."
    )
