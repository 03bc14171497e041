"""Keep the pictures made for looking within their room: what nobody asked for longest goes first."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Sum
from django.utils import timezone

from review.pictures.models import CachedPicture, OverlayMask, StillTile, WindowPiece
from review.scans.models import Artefact
from workers.artefacts import store

# Somebody looks at it now.
IN_USE = timedelta(minutes=15)
AT_ONCE = 200
# The largest files first.
_KINDS: tuple[type[CachedPicture], ...] = (WindowPiece, StillTile, OverlayMask)


def make_room() -> int:
    """Forget windows, tiles and masks until they fit in ``PICTURE_CACHE_BYTES``; return how many went.

    Call in the transaction that recorded new ones; their files go after it is committed. What was asked for in the last
    minutes stays.
    """
    removed = 0
    excess = sum(_bytes(kind) for kind in _KINDS) - settings.PICTURE_CACHE_BYTES
    for kind in _KINDS:
        if excess <= 0:
            break
        oldest = kind._default_manager.select_related("artefact").filter(used_at__lt=timezone.now() - IN_USE)
        for picture in oldest.order_by("used_at")[:AT_ONCE]:
            excess -= picture.artefact.size
            removed += 1
            _forget(picture)
            if excess <= 0:
                break
    return removed


def _bytes(kind: type[CachedPicture]) -> int:
    return int(kind._default_manager.aggregate(total=Sum("artefact__size"))["total"] or 0)


def _forget(picture: CachedPicture) -> None:
    artefact = picture.artefact
    digest, extension = artefact.digest, artefact.extension
    picture.delete()
    try:
        with transaction.atomic():
            artefact.delete()
    except ProtectedError:
        # Equal bytes serve another picture.
        return
    transaction.on_commit(lambda: _delete_file(digest, extension))


def _delete_file(digest: str, extension: str) -> None:
    if not Artefact.objects.filter(digest=digest).exists():
        store().delete(digest, extension)
