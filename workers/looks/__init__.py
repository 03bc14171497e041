"""Looks: files that people upload are checked, and grades are written as files."""

from workers.looks.checking import CheckLook
from workers.looks.grading import WriteGrade

__all__ = ["CheckLook", "WriteGrade"]
