"""Why a decision is refused."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Conflict, Invalid


class VersionIncomplete(Conflict):
    """Frames of the version are not restored."""

    code = "version_incomplete"
    title = _("The version is not complete")
    sentence = _("Only a complete version can be decided on; some frames of this one are not restored.")
    retryable = False


class NotTheVersionSeen(Conflict):
    """The hash sent is not the version's."""

    code = "not_the_version_seen"
    title = _("This is not the version you looked at")
    sentence = _("The decision names another picture than this version holds. Open the version and look again.")
    retryable = False


class PlaneNotThere(Invalid):
    """The version was not made up to this plane."""

    code = "plane_not_there"
    title = _("There is no such picture")
    sentence = _("This version has no %(plane)s picture.")
