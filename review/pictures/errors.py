"""What can be wrong with asking for exact pictures."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import AnswerprintError, Invalid


class RectangleOutside(Invalid):
    code = "rectangle_outside"
    title = _("Not a part of the picture")
    sentence = _("Ask for a part of the picture of %(width)d x %(height)d pixels, at most %(most)d on a side.")


class WindowTooLarge(Invalid):
    code = "window_too_large"
    title = _("Too large a part of the picture")
    sentence = _(
        "This part has %(width)d x %(height)d pixels; texture can be judged on %(most)d million at a time. Zoom in."
    )


class WindowTooLong(Invalid):
    code = "window_too_long"
    title = _("Too long a stretch")
    sentence = _("Texture can be judged on %(seconds)d seconds at a time: at most %(most)d frames.")


class WindowAcrossSizes(Invalid):
    code = "window_across_sizes"
    title = _("Pictures of different sizes")
    sentence = _(
        "In this stretch the pictures change from %(width)d x %(height)d to %(then_width)d x %(then_height)d pixels. "
        "Set in and out on one side of that."
    )


class PictureFailed(AnswerprintError):
    status, code = 409, "picture_failed"
    title = _("The exact picture could not be made")
    sentence = _("Making the exact picture failed: %(reason)s")
    retryable = True


class OverlayWithoutVersion(Invalid):
    code = "overlay_without_version"
    title = _("Nothing to mark")
    sentence = _("Repairs and protection are marked on versions; choose a version.")


class InventionUnknown(Invalid):
    code = "invention_unknown"
    title = _("No map of AI-added detail")
    sentence = _(
        "Nothing is known of detail added by AI here: none was drawn in this picture, or it was rendered before such "
        "maps were kept."
    )


class SizesDiffer(Invalid):
    code = "sizes_differ"
    title = _("Different sizes")
    sentence = _("Changed pixels can be told between pictures of one size only.")


class RungNotLarger(Invalid):
    code = "rung_not_larger"
    title = _("No larger preview")
    sentence = _("These pictures have %(width)d x %(height)d pixels; the 1080p preview already has as many.")


class RungDoesNotFit(Invalid):
    code = "rung_does_not_fit"
    title = _("Not enough room")
    sentence = _("This preview needs about %(needed)s GiB, and there is room for %(room)s GiB.")
