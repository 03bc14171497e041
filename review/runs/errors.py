"""Why a run is refused, or not at the point somebody thought."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Conflict, Invalid


class RunIsLive(Conflict):
    """Another run of the restoration has not ended."""

    code = "run_is_live"
    title = _("A run is under way")
    sentence = _("This restoration has a run that has not ended. Wait for it, or cancel it.")


class RunMovedOn(Conflict):
    """The run is in a state in which this is not possible."""

    code = "run_state"
    title = _("The run has moved on")
    sentence = _("This is not possible while the run is “%(state)s”.")
    retryable = False


class RunOutdated(Conflict):
    """Planned again, it would be another run: there is a first version by now, or a later assembly."""

    code = "run_outdated"
    title = _("The run is out of date")
    sentence = _(
        "Since this run was asked for, the restoration got its first version or a new assembly. "
        "Planned again it would be another run: ask for a new one."
    )
    retryable = False


class SegmentNotFailed(Conflict):
    """Only what failed is tried again."""

    code = "segment_not_failed"
    title = _("Nothing to try again")
    sentence = _("Segment %(position)s has not failed.")
    retryable = False


class NothingToRestore(Conflict):
    """The restoration shows no scan yet, or has no recipe."""

    code = "nothing_to_restore"
    title = _("Not ready for a run")
    sentence = _("The restoration needs a scan that has been read, and a recipe.")
    retryable = False


class UnknownBase(Invalid):
    """The base is no version of this restoration."""

    code = "unknown_base"
    title = _("Unknown version")
    sentence = _("The base is not a version of this restoration.")


class UnknownRecipe(Invalid):
    """There is no such revision."""

    code = "unknown_recipe"
    title = _("Unknown recipe")
    sentence = _("This restoration has no recipe number %(number)s.")


class FramesOutsideAssembly(Invalid):
    """The asked range is empty or leaves the axis."""

    code = "frames_outside_assembly"
    title = _("There are no such frames")
    sentence = _("The restoration has frames 0 to %(count)s.")
