"""The size of files and functions, and names that say nothing: the gates of CONTRIBUTING.md."""

import ast
import io
import subprocess
import tokenize
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
FILE_LIMIT, TEST_FILE_LIMIT, FUNCTION_LIMIT = 400, 600, 60
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
SOURCES = ["restoration", "review", "workers", "tests", "deploy", "benchmarks", "manage.py", "frontend/src"]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [CHECKOUT / line for line in listed.stdout.splitlines() if (CHECKOUT / line).exists()]


def python_files() -> list[Path]:
    return [path for path in tracked(*SOURCES) if path.suffix == ".py" and "migrations" not in path.parts]


def code_lines(text: str) -> set[int]:
    """Return the numbers of the lines that hold code: no blank line, comment or docstring."""
    lines: set[int] = set()
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in skipped:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_docstring and isinstance(node.value.value, str):
            lines.difference_update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(CHECKOUT)))
def test_python_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text()
    lines = code_lines(text)
    limit = TEST_FILE_LIMIT if "tests" in path.parts else FILE_LIMIT
    assert len(lines) <= limit
    too_long = {
        node.name: size
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := len(lines & set(range(node.lineno, (node.end_lineno or node.lineno) + 1)))) > FUNCTION_LIMIT
    }
    assert too_long == {}


def test_front_end_files_stay_small() -> None:
    sizes = {
        str(path.relative_to(CHECKOUT)): sum(1 for line in path.read_text().splitlines() if line.strip())
        for path in tracked("frontend/src")
        if path.suffix in {".ts", ".svelte"} and not path.name.endswith(".d.ts")
    }
    assert {name: size for name, size in sizes.items() if size > FILE_LIMIT} == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = tracked(*SOURCES)
    assert [path for path in named if EMPTY_NAMES & {part.split(".")[0] for part in path.parts}] == []
