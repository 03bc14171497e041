"""The committed OpenAPI document is the one the code makes: a change of the API is read in review."""

import json
from pathlib import Path

from review.config.api import api
from review.config.runtime import CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "openapi.json"


def test_the_committed_document_is_current() -> None:
    made = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    assert json.loads(DOCUMENT.read_text()) == made, "run: make openapi"


def test_the_typescript_types_were_made_from_it() -> None:
    types = Path(CHECKOUT / "frontend" / "src" / "api" / "schema.d.ts").read_text()
    for address in json.loads(DOCUMENT.read_text())["paths"]:
        assert f'"{address}"' in types, "run: make openapi"
