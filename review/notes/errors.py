"""Why a note is refused."""

from django.utils.translation import gettext_lazy as _

from review.config.errors import Conflict, Invalid


class RangeCrossesReels(Invalid):
    """A note lies in one scan, because it follows its source frames."""

    code = "range_crosses_reels"
    title = _("The frames lie in two reels")
    sentence = _("A note belongs to one reel. Make one note up to frame %(boundary)s and another from there.")


class RangeOutsideAssembly(Invalid):
    """The asked frames do not exist, or show no scan."""

    code = "range_outside_assembly"
    title = _("There is no picture there")
    sentence = _("Frames %(first)s to %(end)s hold no frames of a scan.")


class NoteSaysNothing(Invalid):
    """Neither words nor anything drawn."""

    code = "note_says_nothing"
    title = _("The note is empty")
    sentence = _("Write something, or mark a region of the picture.")


class RegionOffScan(Invalid):
    """What was marked on a moved picture shows nothing of the scan."""

    code = "region_off_scan"
    title = _("The marked place is not on the scan")
    sentence = _("This picture was moved, and nothing of the scan is shown there. Mark a place further inside.")


class ReasonMissing(Invalid):
    """A refusal needs its reason."""

    code = "reason_missing"
    title = _("A reason is missing")
    sentence = _("Say why, so that the author understands it.")


class TreatmentDoesNotFit(Invalid):
    """The treatment is sound, but not at this place."""

    code = "treatment_does_not_fit"
    title = _("This treatment is not possible here")
    sentence = _("The treatment does not fit the frames and the region of the note.")


class NothingDrawn(Invalid):
    """The treatment is about detail that a drawing tier added, and none did."""

    code = "nothing_drawn"
    title = _("AI added no detail in this version")
    sentence = _(
        "The recipe of this version enlarges without adding detail, so there is none to take away. What else is wrong "
        "there needs another treatment."
    )


class NotAMember(Invalid):
    """A delegate must be able to see the film."""

    code = "not_a_member"
    title = _("This person does not work on the film")
    sentence = _("Only people who may see this film can accept notes on it.")


class NoteNotThere(Conflict):
    """The note is at another point of its life."""

    code = "note_state"
    title = _("The note has moved on")
    sentence = _("This is not possible while the note is “%(state)s”.")
    retryable = False


class NotesNotSelectable(Invalid):
    """Some of the named notes cannot go into the run."""

    code = "notes_not_selectable"
    title = _("Some notes cannot be part of this run")
    sentence = _("A run takes notes that were triaged with a treatment, within the frames it renders.")
