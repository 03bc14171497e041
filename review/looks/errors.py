"""Why a look cannot be taken, named or written."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import AnswerprintError, Conflict, Invalid


class LookTooLarge(Invalid):
    """No real look is so large."""

    code = "look_too_large"
    title = _("Too large for a look")
    sentence = _("%(name)s has %(size)s MiB; a look has at most %(most)s. Export it with a smaller table.")


class LookUnknown(Invalid):
    """A recipe names a file that is not one of the restoration's looks."""

    code = "look_unknown"
    title = _("This look is not here")
    sentence = _("The recipe names a look that this restoration does not have. Choose one of its looks, or upload it.")


class LookMovedOn(Conflict):
    """The look is still being checked, or was withdrawn before."""

    code = "look_state"
    title = _("The look has moved on")
    sentence = _("This is not possible while the look is “%(state)s”.")
    retryable = False


class GradeEmpty(Conflict):
    """The color stage changes nothing that a file could hold."""

    code = "grade_empty"
    title = _("No grade to write")
    sentence = _(
        "At frame %(frame)s the recipe has no grade to write: "
        "colour is off, or printer points, CDL and look are neutral."
    )
    retryable = False


class GradeNotCdl(Conflict):
    """An ASC CDL cannot hold the grade."""

    code = "grade_not_cdl"
    title = _("Not an ASC CDL")
    sentence = _("No ASC CDL can hold this grade: %(parts)s. Take it as .cube or .clf.")
    retryable = False


class GradeWithoutScan(Conflict):
    """The frame shows no scan, so nothing says what codes the grade would be for."""

    code = "grade_without_scan"
    title = _("There is no picture there")
    sentence = _("Frame %(frame)s shows no scan. Go to a frame with a picture.")
    retryable = False


class GradeFailed(AnswerprintError):
    """Writing it went wrong."""

    status, code = 409, "grade_failed"
    title = _("The grade could not be written")
    sentence = _("Writing the grade failed: %(reason)s")
    retryable = True
