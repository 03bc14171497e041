"""Verbs on hand repairs: what people ask for, and what the workers report. Each writes the film's log."""

from review.hand_repairs.services.outcomes import PaintedFrame, fail_sending, finish_sending, refuse_return, take_in
from review.hand_repairs.services.receiving import return_frames
from review.hand_repairs.services.sending import HandOrder, send_frames
from review.hand_repairs.services.withdrawing import withdraw_hand_repair, withdraw_patch

__all__ = [
    "HandOrder",
    "PaintedFrame",
    "fail_sending",
    "finish_sending",
    "refuse_return",
    "return_frames",
    "send_frames",
    "take_in",
    "withdraw_hand_repair",
    "withdraw_patch",
]
