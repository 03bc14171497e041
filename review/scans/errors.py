"""What can be wrong with elements, scans, shot lists and server paths."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Conflict, Invalid, NotFound


class RootUnknown(NotFound):
    code = "root_unknown"
    sentence = _("There is no server folder with this name.")


class PathOutsideRoots(Invalid):
    code = "outside_roots"
    title = _("Not an allowed folder")
    sentence = _("“%(path)s” leaves the server folders that Answerprint may read.")


class PathNotFound(Invalid):
    code = "path_not_found"
    title = _("Nothing there")
    sentence = _("There is no file or folder “%(path)s” in this server folder.")


class RateNeeded(Invalid):
    code = "rate_needed"
    title = _("Frame rate needed")
    sentence = _("An image sequence does not say how fast it runs. Enter its frame rate, for example 24.")


class RateInvalid(Invalid):
    code = "rate_invalid"
    title = _("Not a frame rate")
    sentence = _("“%(rate)s” is not a frame rate. Write for example 24, 25 or 24000/1001.")


class TimecodeInvalid(Invalid):
    code = "timecode_invalid"
    title = _("Not a timecode")
    sentence = _("“%(timecode)s” is not a timecode at this scan's rate. Write hours:minutes:seconds:frames.")


class AlreadyRegistered(Conflict):
    code = "already_registered"
    title = _("Already registered")
    sentence = _("This material is already registered on this film.")
    retryable = False


class ScanNotRefused(Conflict):
    code = "scan_not_refused"
    title = _("Nothing to try again")
    sentence = _("Only a scan that was refused can be read again.")
    retryable = False


class ScanNotReady(Conflict):
    code = "scan_not_ready"
    title = _("Still being read")
    sentence = _("This scan is not ready yet. Wait until it has been read, then try again.")


class ScanWithdrawn(Conflict):
    code = "scan_withdrawn"
    title = _("Withdrawn")
    sentence = _("This scan was withdrawn; nothing more is made of it.")
    retryable = False


class ShotsInvalid(Invalid):
    code = "shots_invalid"
    title = _("Not a shot list")
    sentence = _("Shots must cover every frame of the scan once, in order.")


class SoundMissing(Conflict):
    code = "sound_missing"
    title = _("No sound")
    sentence = _("This scan has no sound: it is a sequence of pictures.")
    retryable = False
