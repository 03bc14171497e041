"""What travels between the site and the worker that looks for frame maps."""

from review.runs.contracts import Contract


class AlignSubject(Contract):
    """Look for the frame map of a reference on an assembly, both by their public ids.

    ``pictures`` says which files are looked at (``queries.pictures_read``): other files may show another map.
    """

    reference: str
    assembly: str
    pictures: str
