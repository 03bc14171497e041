"""Generative models, checked before anything of them is used: their folders' files, or what a program says it is."""

from typing import Any

from restoration.generative.errors import ModelNotUsable
from restoration.generative.external.engine import BEAT, ExternalEngine, beating
from restoration.generative.external.errors import EngineNotAsDeclared
from restoration.generative.external.program import Program
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.models.contract import EngineSpec, FolderSpec, Model
from restoration.models.errors import ModelBroken
from restoration.models.folders import check_folder_digest


def read_pipeline(spec: FolderSpec, **more: Any) -> FilmRestorationPipeline:
    """Return a declared generative model; ``more`` goes to its networks, as a ``dtype``. Nothing is downloaded.

    Raises ModelBroken where its files are not those declared, or are no model that the pipeline can drive.
    """
    check_folder_digest(spec)
    folder = str(spec.folder)
    try:
        if spec.kind == "upscaler":
            return FilmRestorationPipeline.from_upscaler(folder, **more)
        return FilmRestorationPipeline.from_pretrained(folder, **more)
    except ModelNotUsable as error:
        raise ModelBroken(model=spec.name, found=error.detail) from error


def checked_engine(spec: EngineSpec) -> Model:
    """Return a declared program, to be asked. Raises EngineNotAsDeclared where it says that it is another one."""
    program = Program(spec.name, spec.command)
    said = program.describe()
    for what in ("version", "config", "licence"):
        if getattr(said, what) != getattr(spec, what):
            found = f"its {what} is {getattr(said, what)}, and {getattr(spec, what)} was declared"
            raise EngineNotAsDeclared(engine=spec.name, found=found)
    return Model({BEAT: beating}, "cpu", ExternalEngine(program, spec.minutes * 60.0))
