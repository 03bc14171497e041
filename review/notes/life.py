"""The life of a note: which verb is possible in which state, and where it leads.

    new → triaged → planned → rendering → to verify → accepted | reopened; or answered

A reopened note is triaged again. An answer may be accepted or reopened like a new picture.
"""

from dataclasses import dataclass
from enum import StrEnum

from review.notes.models import Note

State = Note.State


class Verb(StrEnum):
    """What happens to a note. The first group is done by people, the second by runs."""

    EDIT = "edit"
    REPLY = "reply"
    DELEGATE = "delegate"
    WITHDRAW = "withdraw"
    TRIAGE = "triage"
    ANSWER = "answer"
    ACCEPT = "accept"
    REOPEN = "reopen"
    CLOSE = "close"

    PLAN = "plan"
    RENDER = "render"
    DELIVER = "deliver"
    RELEASE = "release"


@dataclass(frozen=True)
class Transition:
    """States a verb is possible in, and the state it leads to; None: it stays."""

    sources: frozenset[str]
    target: Note.State | None = None


def _from(*sources: Note.State, to: Note.State | None = None) -> Transition:
    return Transition(frozenset(sources), to)


_UNDECIDED = (State.NEW, State.TRIAGED, State.REOPENED, State.ANSWERED)

LIFE: dict[Verb, Transition] = {
    Verb.EDIT: _from(State.NEW, State.REOPENED),
    Verb.REPLY: _from(*State),
    Verb.DELEGATE: _from(*(state for state in State if state != State.ACCEPTED)),
    Verb.WITHDRAW: _from(*_UNDECIDED, State.TO_VERIFY),
    Verb.TRIAGE: _from(*_UNDECIDED, to=State.TRIAGED),
    Verb.ANSWER: _from(*_UNDECIDED, to=State.ANSWERED),
    Verb.ACCEPT: _from(State.TO_VERIFY, State.ANSWERED, to=State.ACCEPTED),
    Verb.REOPEN: _from(State.TO_VERIFY, State.ANSWERED, State.ACCEPTED, to=State.REOPENED),
    Verb.CLOSE: _from(State.TO_VERIFY, State.ANSWERED, to=State.ACCEPTED),
    Verb.PLAN: _from(State.TRIAGED, to=State.PLANNED),
    Verb.RENDER: _from(State.PLANNED, to=State.RENDERING),
    Verb.DELIVER: _from(State.RENDERING, to=State.TO_VERIFY),
    Verb.RELEASE: _from(State.PLANNED, State.RENDERING, to=State.TRIAGED),
}
