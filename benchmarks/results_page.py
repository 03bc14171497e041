"""RESULTS.md, of which each benchmark owns one part: a run of one leaves the others' as they are."""

import re
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parent / "RESULTS.md"


def put(name: str, text: str, page: Path = PAGE) -> None:
    """Put ``text`` (Markdown) in the place of the part called ``name``, or behind all others where there is none."""
    before = page.read_text() if page.exists() else ""
    part = f"{_begin(name)}\n{text.strip()}\n{_end(name)}\n"
    known = re.compile(f"{re.escape(_begin(name))}.*?{re.escape(_end(name))}\n", re.DOTALL)
    if known.search(before):
        page.write_text(known.sub(lambda _: part, before, count=1))
    else:
        page.write_text(f"{before.rstrip()}\n\n{part}".lstrip())


def _begin(name: str) -> str:
    return f"<!-- begin: {name} -->"


def _end(name: str) -> str:
    return f"<!-- end: {name} -->"
