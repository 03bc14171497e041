"""What is wrong with a medium, one class a reason."""

from typing import ClassVar

from restoration.errors import RestorationError


class MediumRefused(RestorationError):
    """A medium that cannot become a scan. Base of every refusal.

    ``values["name"]`` is the file or folder name; ``values["reason"]``, never in the sentence, what a decoder said.
    """

    code: ClassVar[str] = "medium-refused"
    sentence: ClassVar[str] = "{name} cannot be read as film."


class MediumMissing(MediumRefused):
    """Nothing is there, or it is not a plain file or folder."""

    code: ClassVar[str] = "medium-missing"
    sentence: ClassVar[str] = "{name} is not there, or is neither a file nor a folder."


class MediumUnreadable(MediumRefused):
    """There, and the system lets this program not open it."""

    code: ClassVar[str] = "medium-unreadable"
    sentence: ClassVar[str] = "{name} may not be opened by Answerprint. Change who may read it on the server."


class NotAFilm(MediumRefused):
    """Readable, and not moving pictures: audio, text, a document, an empty file."""

    code: ClassVar[str] = "not-a-film"
    sentence: ClassVar[str] = "{name} is not a film: {found}. Choose a media file or a folder with an image sequence."


class PosesAsMedia(MediumRefused):
    """A playlist, script or page that would make a reader open other files."""

    code: ClassVar[str] = "poses-as-media"
    sentence: ClassVar[str] = "{name} is {found}, which only names other files. Choose the media file itself."


class FormatUnsupported(MediumRefused):
    """A container, codec or pixel format this installation does not read."""

    code: ClassVar[str] = "format-unsupported"
    sentence: ClassVar[str] = (
        "{name} uses {found}, which cannot be read here. Convert it without loss, e.g. to FFV1 in MKV."
    )


class MediumCorrupt(MediumRefused):
    """Bytes that do not decode."""

    code: ClassVar[str] = "medium-corrupt"
    sentence: ClassVar[str] = "{name} is damaged at {where}: {found}. Copy it again from its source."


class MediumTruncated(MediumRefused):
    """A file that ends before its content does."""

    code: ClassVar[str] = "medium-truncated"
    sentence: ClassVar[str] = "{name} is cut short: {found}. Copy it again from its source."


class NoFrames(MediumRefused):
    """A video track without pictures."""

    code: ClassVar[str] = "no-frames"
    sentence: ClassVar[str] = "{name} has a video track with no pictures in it."


class FramesMissing(MediumRefused):
    """Gaps in the numbers of an image sequence."""

    code: ClassVar[str] = "frames-missing"
    sentence: ClassVar[str] = (
        "{name} has gaps. Missing are the numbers {missing} ({count} in all). "
        "Add the files, or register the parts apart."
    )


class SeveralSequences(MediumRefused):
    """A folder with more than one image sequence, or with pictures beside it that have no number."""

    code: ClassVar[str] = "several-sequences"
    sentence: ClassVar[str] = "{name} does not hold one image sequence alone: {found}. Put each in a folder of its own."


class SizeChanges(MediumRefused):
    """Pictures of different size or format in one medium."""

    code: ClassVar[str] = "size-changes"
    sentence: ClassVar[str] = "{name} changes at {where} from {expected} to {found}. Register the parts apart."


class RateVaries(MediumRefused):
    """Frames that do not come at a constant rate."""

    code: ClassVar[str] = "rate-varies"
    sentence: ClassVar[str] = (
        "{name} has no constant frame rate: frame {frame} is off the beat. Convert it to a constant rate."
    )


class RateNeeded(MediumRefused):
    """An image sequence registered without a rate."""

    code: ClassVar[str] = "rate-needed"
    sentence: ClassVar[str] = "{name} is an image sequence; say its frame rate."


class TooLarge(MediumRefused):
    """Pictures or lengths beyond what is read."""

    code: ClassVar[str] = "too-large"
    sentence: ClassVar[str] = "{name} is too large: {found}; at most {limit}."


class TooSmall(MediumRefused):
    """Pictures too small to measure and to show."""

    code: ClassVar[str] = "too-small"
    sentence: ClassVar[str] = "{name} is too small to work on: {found}; at least {limit}."


class InfraredMissing(MediumRefused):
    """An infrared plane that was declared and is not in the pictures."""

    code: ClassVar[str] = "infrared-missing"
    sentence: ClassVar[str] = "{name} has no fourth channel to read an infrared plane from. Read it without infrared."


class PulldownNotFound(MediumRefused):
    """Pull-down that was to be undone and is not in the frames."""

    code: ClassVar[str] = "pulldown-not-found"
    sentence: ClassVar[str] = "{name} shows no 2:3 pull-down to undo: {found}. Read it without undoing any."


class FrameOutside(RestorationError):
    """A frame asked for that the medium does not have."""

    code: ClassVar[str] = "frame-outside"
    sentence: ClassVar[str] = "{name} has frames 0 to {last}; {asked} is outside."


class WriteRefused(RestorationError):
    """A file this library wrote that did not read back as it should; it is not kept."""

    code: ClassVar[str] = "write-refused"
    sentence: ClassVar[str] = "{name} was written and did not read back right: {found}."


class ArtefactMissing(RestorationError):
    """A digest that the store does not hold."""

    code: ClassVar[str] = "artefact-missing"
    sentence: ClassVar[str] = "The store has no {name}."
