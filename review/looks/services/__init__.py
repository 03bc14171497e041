"""Verbs on looks: what people ask for, and what the workers report. Each change writes the film's log."""

from review.looks.services.grades import GradeOrder, WrittenGrade, request_grade
from review.looks.services.uploading import accept_look, add_look, refuse_look, withdraw_look

__all__ = [
    "GradeOrder",
    "WrittenGrade",
    "accept_look",
    "add_look",
    "refuse_look",
    "request_grade",
    "withdraw_look",
]
