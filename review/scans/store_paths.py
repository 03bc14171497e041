"""Where the store keeps an artefact's bytes: the layout that ``restoration.media.store`` writes.

The site serves files and never writes them, so it knows the layout and nothing else of the store.
"""

import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from review.config.errors import AnswerprintError


class StoreNotLocal(AnswerprintError):
    status, code = 501, "store_not_local"
    title = _("Pictures cannot be sent")
    sentence = _("This server keeps its pictures in a store that it cannot serve from yet.")


def relative_path(digest: str, extension: str) -> str:
    """Return ``ab/cd/<digest>.<extension>`` for ``digest`` (64 lower-case hex digits)."""
    return f"{digest[:2]}/{digest[2:4]}/{digest}.{extension}"


def local_path(digest: str, extension: str) -> Path:
    """Return the file of an artefact in a ``file://`` store. Raises ``StoreNotLocal`` for any other store."""
    url = urlsplit(settings.STORE_URL)
    if url.scheme not in {"file", ""}:
        raise StoreNotLocal
    return Path(unquote(url.path)) / relative_path(digest, extension)


def free_bytes() -> int | None:
    """Return the bytes left for new artefacts, or None where the store is not on this machine's disks."""
    try:
        folder = local_path("0" * 64, "x").parents[2]
    except StoreNotLocal:
        return None
    return shutil.disk_usage(folder).free if folder.is_dir() else None
