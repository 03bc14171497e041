"""What can be wrong with assemblies, recipes, sides and addresses."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Conflict, Invalid, NotFound


class AssemblyInvalid(Invalid):
    code = "assembly_invalid"
    title = _("Not an assembly")
    sentence = _("An assembly is made of ranges of scans of this film that have been read.")


class RatesDiffer(Invalid):
    code = "rates_differ"
    title = _("Different frame rates")
    sentence = _("The scans of one assembly must run at one frame rate.")


class RecipeInvalid(Invalid):
    code = "recipe_invalid"
    title = _("Not a recipe")
    sentence = _("Something in this recipe is not understood.")


class SideUnknown(NotFound):
    code = "side_unknown"
    sentence = _("This restoration has no such picture to compare.")


class FrameOutside(NotFound):
    code = "frame_outside"
    sentence = _("The restoration has frames 0 to %(last)d.")


class RangeNotAsked(Invalid):
    code = "range_not_asked"
    title = _("Not a range of frames")
    sentence = _("Ask for 1 to %(most)d frames at a time.")


class NothingThere(Conflict):
    code = "nothing_there"
    title = _("No picture here")
    sentence = _("There is no picture of this frame on this side.")
    retryable = False
