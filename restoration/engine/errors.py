"""What can keep a segment from being rendered."""

from typing import ClassVar

from restoration.errors import RestorationError


class RenderCancelled(RestorationError):
    """Somebody asked to stop; nothing is kept."""

    code: ClassVar[str] = "render-cancelled"
    sentence: ClassVar[str] = "The render was stopped before frame {frame}."


class SourceChanged(RestorationError):
    """The source frames are not those the segment was planned from."""

    code: ClassVar[str] = "source-changed"
    sentence: ClassVar[str] = "The scan's frames {frames} are not the ones that were registered. Check the file."


class DrawingTooLarge(RestorationError):
    """A generative model would have to hold more than the memory that there is."""

    code: ClassVar[str] = "drawing-too-large"
    sentence: ClassVar[str] = (
        "To draw on pictures of this size at once takes about {needed} GB of memory, and {free} GB are free. Let it "
        "draw in smaller regions, enlarge less, use a model that makes pictures smaller, or a larger machine."
    )
    retryable: ClassVar[bool] = True


class BaseMissing(RestorationError):
    """A segment that may change only in part was given no picture to keep the rest from."""

    code: ClassVar[str] = "base-missing"
    sentence: ClassVar[str] = "The {plane} picture of the version this run starts from is missing."


class AssetMissing(RestorationError):
    """A painted patch or a look file that the recipe names is not at hand."""

    code: ClassVar[str] = "asset-missing"
    sentence: ClassVar[str] = "The recipe needs the file {digest}, which is not there."


class BaseDiffers(RestorationError):
    """The base's picture has another size or length than the segment's."""

    code: ClassVar[str] = "base-differs"
    sentence: ClassVar[str] = "The {plane} picture of the version this run starts from does not fit: {found}."


class AnalysisMissing(RestorationError):
    """A stage that works needs a measurement nobody made."""

    code: ClassVar[str] = "analysis-missing"
    sentence: ClassVar[str] = (
        "The stage {stage} needs the {kind} measurement of the scan, which has not been made yet. Wait until the scan "
        "is measured; where an older edition measured it, save its shots again."
    )


class AnalysisInvalid(RestorationError):
    """A measurement that is not arrays of whole numbers with one row a frame."""

    code: ClassVar[str] = "analysis-invalid"
    sentence: ClassVar[str] = "A measurement of the scan cannot be used: {found}."


class StageBroken(RestorationError):
    """A stage gave back something that is not a picture of the right kind."""

    code: ClassVar[str] = "stage-broken"
    sentence: ClassVar[str] = "The stage {stage} gave back {found} on frame {frame}."
