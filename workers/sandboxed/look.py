"""What the sandbox child does with look files: read one as a look, and write a grade that may hold one. No Django."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from restoration.color.look import look_format, read_look
from restoration.stages.color.grade_file import Grade, write_grade
from restoration.stages.contract import ScanCoding

Report = Callable[[dict[str, Any]], None]


def check_look(arguments: dict[str, Any], _report: Report) -> dict[str, Any]:
    """Return ``format`` and ``title`` of the look file at ``path``. Raises what ``read_look`` raises."""
    path = Path(arguments["path"])
    content = path.read_bytes()
    look = read_look(content, path.name)
    return {"format": look_format(content, path.name), "title": look.title}


def write_grade_file(arguments: dict[str, Any], _report: Report) -> dict[str, Any]:
    """Write the grade that ``arguments`` describe into ``folder``; return the ``file``'s name.

    ``look`` is the path of the look file, or None. Raises what ``write_grade`` raises.
    """
    look = None if arguments["look"] is None else Path(arguments["look"]).read_bytes()
    coding = ScanCoding(arguments["coding"], arguments["is_negative"])
    content = write_grade(Grade(arguments["parameters"], coding, look), arguments["format"], arguments["title"])
    name = f"grade.{arguments['format']}"
    (Path(arguments["folder"]) / name).write_bytes(content)
    return {"file": name}
