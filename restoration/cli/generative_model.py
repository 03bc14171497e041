"""The ``generative-model`` command: looks at a model's folder and writes the lines that declare it."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from restoration.backends.generative import read_pipeline
from restoration.errors import RestorationError
from restoration.models.contract import NAMED, FolderKind, FolderSpec
from restoration.models.folders import folder_digest

EXIT_REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code: 0 for a model that can be used, 2 refused with one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="generative-model", description="Declare a generative model.")
    parser.add_argument("folder", type=Path, help="a model as diffusers writes it, with safetensors")
    parser.add_argument("--name", type=_name, default="archive-model", help="what recipes are to call it")
    parser.add_argument("--kind", choices=["film", "upscaler"], default="film", help="see docs: which models fit")
    parser.add_argument("--licence", required=True, help="as its publisher states it; it goes into every report")
    asked = parser.parse_args(arguments)
    try:
        print(_declaration(asked.folder, asked.name, asked.kind, asked.licence))
    except RestorationError as error:
        print(f"generative-model: {error.detail}", file=sys.stderr)
        return EXIT_REFUSED
    except OSError as error:
        print(f"generative-model: {error.filename or asked.folder}: {error.strerror or error}.", file=sys.stderr)
        return EXIT_REFUSED
    return 0


def _declaration(folder: Path, name: str, kind: FolderKind, licence: str) -> str:
    """Return the table of a declarations file for a model that loads. Raises ModelBroken."""
    spec = FolderSpec(name, (), "", folder=folder, kind=kind, licence=licence)
    spec = replace(spec, sha256=folder_digest(spec))
    read_pipeline(spec)
    fields = {"folder": str(folder.resolve()), "kind": kind, "licence": licence, "sha256": spec.sha256}
    # A JSON string is a TOML string, and a name in quotes may have a dot.
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in fields.items()}
    return "\n".join([f'["{name}"]', *(f"{key} = {value}" for key, value in quoted.items())])


def _name(said: str) -> str:
    if not re.fullmatch(NAMED, said):
        raise argparse.ArgumentTypeError(f"{said!r} is no name for a model: small letters, digits, dots and hyphens")
    return said
