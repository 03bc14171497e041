"""Verbs on notes. Each checks the policy, moves the note along its life and writes the log in one transaction."""

from review.notes.services.rounds import mark_rendered, mark_rendering, plan_notes, release, retake
from review.notes.services.triage import answer_note, triage_note
from review.notes.services.verdict import accept_note, close_note, reopen_note
from review.notes.services.writing import create_note, delegate_note, edit_note, reply_to_note, withdraw_note

__all__ = [
    "accept_note",
    "answer_note",
    "close_note",
    "create_note",
    "delegate_note",
    "edit_note",
    "mark_rendered",
    "mark_rendering",
    "plan_notes",
    "release",
    "reopen_note",
    "reply_to_note",
    "retake",
    "triage_note",
    "withdraw_note",
]
