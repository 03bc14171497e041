"""Who may do what to a note: one object lists it for the page and enforces it in the services."""

from django.db.models import QuerySet

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action, Actor
from review.catalog.models import Film
from review.config.errors import Forbidden, NotFound
from review.notes.errors import NoteNotThere
from review.notes.life import LIFE, Verb
from review.notes.models import Note

# Answering is one of the two outcomes of triage, so the page shows one of the two.
SHOWN = [
    Verb.EDIT,
    Verb.TRIAGE,
    Verb.ACCEPT,
    Verb.REOPEN,
    Verb.CLOSE,
    Verb.DELEGATE,
    Verb.WITHDRAW,
    Verb.REPLY,
]


def visible_notes(actor: Actor) -> QuerySet[Note]:
    """Return the notes on films ``actor`` may see, without those withdrawn."""
    return policies.visible(actor, Note.objects.filter(withdrawn_at__isnull=True), "restoration__film")


class NotePolicy:
    """What one person may do to the notes of one film; asks the database once."""

    def __init__(self, actor: Actor, film: Film) -> None:
        self.user: User = policies.person(actor)
        self._actions = policies.actions_on(self.user, film)

    def may(self, note: Note) -> list[str]:
        """Return the verbs ``note`` offers this person now."""
        return [verb for verb in SHOWN if self._allows(verb, note) and note.state in LIFE[verb].sources]

    def require(self, verb: Verb, note: Note) -> None:
        """Return where ``verb`` is possible; raise ``NotFound``, ``Forbidden`` or ``NoteNotThere``."""
        if Action.VIEW not in self._actions:
            raise NotFound
        if not self._allows(verb, note):
            raise Forbidden(action=verb.value)
        if note.state not in LIFE[verb].sources:
            raise NoteNotThere(state=note.get_state_display())

    def _allows(self, verb: Verb, note: Note) -> bool:
        is_author = note.author_id == self.user.pk
        is_delegate = note.delegate_id == self.user.pk
        may_note = Action.NOTE in self._actions
        match verb:
            case Verb.EDIT | Verb.DELEGATE | Verb.WITHDRAW:
                return may_note and is_author
            case Verb.ACCEPT | Verb.REOPEN:
                return may_note and (is_author or is_delegate)
            case Verb.CLOSE:
                # An author who is here accepts; closing is for one who is not.
                return Action.DECIDE in self._actions and not is_author
            case Verb.TRIAGE | Verb.ANSWER:
                return Action.TRIAGE in self._actions
            case Verb.REPLY:
                return may_note
            case _:
                return False
