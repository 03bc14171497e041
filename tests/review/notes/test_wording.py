"""Every sentence an author can be told exists in Chinese too."""

import pytest
from django.utils import translation

from review.notes.models import Note
from review.notes.wording import plain_words

SENTENCES = [
    Note(state=Note.State.NEW),
    Note(state=Note.State.REOPENED),
    *(Note(state=Note.State.ANSWERED, answer=answer) for answer in Note.Answer),
    *(
        Note(state=state, treatment=treatment)
        for state in (Note.State.TRIAGED, Note.State.PLANNED, Note.State.RENDERING)
        for treatment in (
            {"kind": "missed_defect", "defect_class": "scratch"},
            {"kind": "false_repair", "stage": "dust"},
            {"kind": "protect", "stages": [], "level": "hard"},
            {"kind": "protect", "stages": ["deflicker"], "level": "soft"},
            {"kind": "strength", "stage": "dust", "value": 0},
            {"kind": "strength", "stage": "dust", "value": 500},
            {"kind": "remark"},
            {"kind": "keep"},
        )
    ),
]


@pytest.mark.parametrize("locale", ["zh-hant-hk", "zh-hans"])
@pytest.mark.parametrize("note", SENTENCES, ids=lambda note: f"{note.state} {note.answer} {note.treatment}")
def test_no_english_is_left_in_a_chinese_sentence(note: Note, locale: str) -> None:
    with translation.override(locale):
        words = plain_words(note)
    assert words
    assert not any(letter.isascii() and letter.isalpha() for letter in words), words
