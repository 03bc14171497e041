"""The committed OpenAPI document is the one the code makes: a change of the API is read in review."""

import json
import sys
from pathlib import Path
from typing import get_args

import pytest
from django.db.models import TextChoices
from ninja import Schema

from review.config.api import api
from review.config.runtime import CHECKOUT
from review.notes.models import Note
from review.notes.schemas import NoteState
from review.runs import schemas as run_schemas
from review.runs.leases import LeasedJob
from review.runs.models import Run

DOCUMENT = CHECKOUT / "docs" / "openapi.json"


def test_the_committed_document_is_current() -> None:
    made = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    assert json.loads(DOCUMENT.read_text()) == made, "run: make openapi"


def test_every_schema_has_a_name_of_its_own() -> None:
    """OpenAPI keeps one schema a name: of two, one would silently describe the other's answers."""
    found: dict[str, set[type]] = {}
    for module in [name for name in sys.modules if name.startswith("review.") and name.endswith(".schemas")]:
        for thing in vars(sys.modules[module]).values():
            if isinstance(thing, type) and issubclass(thing, Schema) and thing is not Schema:
                found.setdefault(thing.__name__, set()).add(thing)
    assert {name: classes for name, classes in found.items() if len(classes) > 1} == {}


@pytest.mark.parametrize(
    ("schema", "choices"),
    [("RunState", Run.State), ("JobState", LeasedJob.State)],
)
def test_states_of_the_document_are_those_of_the_rows(schema: str, choices: type[TextChoices]) -> None:
    assert set(get_args(getattr(run_schemas, schema))) == set(choices.values)


def test_note_states_of_the_document_are_those_of_the_rows() -> None:
    assert set(get_args(NoteState)) == set(Note.State.values)


def test_the_typescript_types_were_made_from_it() -> None:
    types = Path(CHECKOUT / "frontend" / "src" / "api" / "schema.d.ts").read_text()
    for address in json.loads(DOCUMENT.read_text())["paths"]:
        assert f'"{address}"' in types, "run: make openapi"
