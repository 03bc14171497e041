"""What can be wrong with what somebody watched."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Invalid


class NotOnThisAxis(Invalid):
    code = "not_on_this_axis"
    title = _("Not frames of this restoration")
    sentence = _("These frames are not on the axis they were watched on.")
