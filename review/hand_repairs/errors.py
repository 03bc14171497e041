"""Why frames cannot go to hand repair, or not come back."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Conflict, Invalid


class FramesNotRestored(Conflict):
    """The version holds no restored picture of some of the frames."""

    code = "frames_not_restored"
    title = _("These frames are not restored")
    sentence = _("Version %(number)s holds no restored picture of frame %(frame)s. Run these frames first.")
    retryable = False


class FramesLieApart(Invalid):
    """Hand repair goes by scan, because its files and numbers are the scan's."""

    code = "frames_lie_apart"
    title = _("The frames lie in two reels")
    sentence = _("Frames for hand repair belong to one reel. Send those up to frame %(boundary)s and the rest apart.")


class NoSuchFrames(Invalid):
    """The asked frames do not exist, or show no scan."""

    code = "no_such_frames"
    title = _("There is no picture there")
    sentence = _("These are not frames of a scan: %(first)s to %(last)s.")


class FramesNotNamed(Invalid):
    """Neither frames nor a note."""

    code = "frames_not_named"
    title = _("No frames were chosen")
    sentence = _("Say which frames to send, or send those of a note.")


class TooManyFrames(Invalid):
    """A package has to be carried about and compared frame by frame."""

    code = "too_many_frames"
    title = _("Too many frames at a time")
    sentence = _("Send at most %(most)s frames at a time.")


class NoVersion(Conflict):
    """Nothing was rendered yet."""

    code = "no_version"
    title = _("There is no version yet")
    sentence = _("Frames go to hand repair as a version shows them. Run the recipe first.")
    retryable = False


class HandRepairMovedOn(Conflict):
    """The hand repair is in a state in which this is not possible."""

    code = "hand_repair_state"
    title = _("The hand repair has moved on")
    sentence = _("This is not possible while the hand repair is “%(state)s”.")
    retryable = False
