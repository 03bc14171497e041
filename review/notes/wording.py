"""What a note's author is told, in plain words and in the language of who reads."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from review.notes.models import Note

STAGE_NAMES: dict[str, Promise] = {
    "stabilise": gettext_lazy("the steadying of the picture"),
    "deflicker": gettext_lazy("the removal of flicker"),
    "dust": gettext_lazy("the removal of dust"),
    "scratch": gettext_lazy("the removal of scratches"),
    "tear": gettext_lazy("the repair of tears"),
    "upscale": gettext_lazy("the detail that AI adds in enlarging"),
}

DEFECT_NAMES: dict[str, Promise] = {
    "dust": gettext_lazy("dust"),
    "scratch": gettext_lazy("scratch"),
    "tear": gettext_lazy("tear"),
}


def plain_words(note: Note) -> str:
    """Return what will be done about ``note``, or was, or what it was answered: one or two sentences.

    Reads ``after_version`` and ``closed_by``, which lists should load beforehand.
    """
    match note.state:
        case Note.State.NEW:
            return _("Received. The restorers look at it first, then tell you what will be done.")
        case Note.State.REOPENED:
            return _("Opened again. The restorers look at it once more.")
    what = _answer(note) if note.answer else _treatment(note.treatment or {})
    then = _then(note)
    return _("%(what)s %(then)s") % {"what": what, "then": then} if then else what


def _then(note: Note) -> str:
    if note.closed_by is not None:
        return _("Closed by %(name)s on behalf of the author: %(reason)s") % {
            "name": note.closed_by.display_name,
            "reason": note.closed_reason,
        }
    number = note.after_version.number if note.after_version else None
    match note.state:
        case Note.State.PLANNED:
            return _("It is part of the next run.")
        case Note.State.RENDERING:
            return _("The new version is being made.")
        case Note.State.TO_VERIFY:
            return _("Version %(number)s is ready: please compare before and after.") % {"number": number}
        case Note.State.ACCEPTED:
            return _("Accepted.") if note.answer else _("Accepted in version %(number)s.") % {"number": number}
        case _:
            return ""


def _answer(note: Note) -> str:
    sentences = {
        Note.Answer.AS_MADE: _("The film was made like this, so it stays as it is."),
        Note.Answer.DECLINED: _("This will not be done."),
        Note.Answer.HAND_REPAIR: _("It will be repaired by hand."),
        Note.Answer.GRADING: _("It was passed on to grading."),
        Note.Answer.SOUND: _("It was passed on to sound."),
        Note.Answer.RESCAN: _("A new scan or another element will be looked for."),
    }
    sentence = sentences[Note.Answer(note.answer)]
    return _("%(what)s %(then)s") % {"what": sentence, "then": note.answer_reason} if note.answer_reason else sentence


def _treatment(treatment: dict[str, Any]) -> str:
    sentence = _SENTENCES.get(treatment.get("kind", ""))
    return sentence(treatment) if sentence else ""


def _missed_defect(treatment: dict[str, Any]) -> str:
    defect = treatment["defect_class"]
    return _("A missed defect: the %(defect)s here will be repaired.") % {"defect": DEFECT_NAMES.get(defect, defect)}


def _false_repair(treatment: dict[str, Any]) -> str:
    return _("Not a defect: %(stage)s will be taken back here, and the scanned picture returns.") % {
        "stage": _stage(treatment["stage"])
    }


def _protect(treatment: dict[str, Any]) -> str:
    stages = treatment["stages"]
    is_hard = treatment["level"] == "hard"
    if not stages:
        return _("Nothing will be changed here.") if is_hard else _("Only half of the work will be done here.")
    names = ", ".join(_stage(name) for name in stages)
    if is_hard:
        return _("Nothing will be changed here by %(stages)s.") % {"stages": names}
    return _("Only half of the work will be done here by %(stages)s.") % {"stages": names}


def _strength(treatment: dict[str, Any]) -> str:
    stage = _stage(treatment["stage"])
    if treatment["value"] == 0:
        return _("Switched off here: %(stage)s.") % {"stage": stage}
    percent = f"{treatment['value'] / 10:g}"
    return _("Set to %(percent)s%% here: %(stage)s.") % {"stage": stage, "percent": percent}


def _reject(treatment: dict[str, Any]) -> str:
    sentences = {
        "invented_detail": _(
            "AI added this detail: half of it is taken away where the map of such detail (an estimate) shows it most."
        ),
        "plastic": _("Too smooth, like plastic: half of what AI drew is taken away here."),
        "text": _("Lettering is not to be drawn: all that AI added is taken away here."),
    }
    return sentences[treatment["what"]]


def _remark(_treatment: dict[str, Any]) -> str:
    return _("Passed on to who needs it; the picture is not changed.")


def _keep(_treatment: dict[str, Any]) -> str:
    return _("Right as it is. Every later version will be checked for it.")


def _stage(name: str) -> str:
    return str(STAGE_NAMES.get(name, name))


_SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "missed_defect": _missed_defect,
    "false_repair": _false_repair,
    "protect": _protect,
    "strength": _strength,
    "reject": _reject,
    "remark": _remark,
    "keep": _keep,
}
