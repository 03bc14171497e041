"""What can be wrong with references and their frame maps."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Invalid


class ReferenceUnfit(Invalid):
    code = "reference_unfit"
    title = _("Not a reference")
    sentence = _(
        "A reference is another scan of this film that has been read and is not what the restoration is made from."
    )


class FrameMapInvalid(Invalid):
    code = "frame_map_invalid"
    title = _("Not a frame map")
    sentence = _("A frame map is made of stretches in the order of the film, inside the film and inside the reference.")


class SideIsReference(Invalid):
    code = "side_is_reference"
    title = _("This picture is a reference")
    sentence = _("References are only compared with. Choose the scan or a version.")
