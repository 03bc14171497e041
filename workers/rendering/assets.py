"""The files that a segment's stages ask for by digest: painted patches, looks and masks of rejections."""

from collections.abc import Callable
from pathlib import Path

from restoration.engine import SegmentRequest
from restoration.engine.errors import AssetMissing
from review.scans.models import Artefact
from workers.artefacts import store


def asset_reader(request: SegmentRequest) -> Callable[[str], bytes]:
    """Return what gives the bytes of a file that ``request`` names, by digest; it raises ``AssetMissing``.

    Rows are read here, because stages ask from threads that have no database connection of their own.
    """
    extensions = dict(Artefact.objects.filter(digest__in=_named(request)).values_list("digest", "extension"))

    def read(digest: str) -> bytes:
        extension = extensions.get(digest)
        if extension is None or not store().exists(digest, extension):
            raise AssetMissing(digest=digest)
        path: Path = store().fetch(digest, extension)
        return path.read_bytes()

    return read


def _named(request: SegmentRequest) -> set[str]:
    stages = request.chain.stages
    patches = {patch.digest for stage in stages for patch in stage.patches}
    masks = {order.mask for stage in stages for order in stage.orders if order.mask is not None}
    return (
        patches | masks | {setting.look for stage in stages for setting in stage.settings if setting.look is not None}
    )
