"""Generative models from their folders, checked before anything of them is read."""

from typing import Any

from restoration.generative.errors import ModelNotUsable
from restoration.generative.pipeline import FilmRestorationPipeline
from restoration.models.contract import FolderSpec
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
