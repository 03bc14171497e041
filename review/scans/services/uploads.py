"""Resumable uploads: bytes first, then the row that says how many there are.

A part file may hold more than its row says (a crash between fsync and commit); what is past the offset is
overwritten by the next piece. The row lock is the only lock: PostgreSQL drops it with a dying process.
"""

import hashlib
import os
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from review.accounts.models import User
from review.accounts.policies import Action, require, visible_films
from review.audit import services as audit
from review.catalog.models import Film
from review.config.errors import NotFound
from review.scans.models import Upload
from review.scans.upload_errors import (
    ChecksumMismatch,
    LengthInvalid,
    NoSpace,
    OffsetMismatch,
    PieceTooLarge,
    UploadBusy,
    UploadExpired,
    UploadIncomplete,
    UploadTooLarge,
)

MAX_PIECE = 16 * 1024 * 1024
LIFETIME = timedelta(days=7)
CHECKSUM_ALGORITHMS = ("sha256", "sha1", "md5")
_BLOCK = 1024 * 1024
_MAX_NAME_BYTES = 200


@dataclass(frozen=True)
class Checksum:
    """What the client says one piece hashes to; ``algorithm`` is one of ``CHECKSUM_ALGORITHMS``."""

    algorithm: str
    digest: bytes


def clean_filename(name: str) -> str:
    """Return a safe last path component of what a browser called the file: no folders, no control characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot or len(extension.encode()) > 16:
        stem, dot, extension = kept, "", ""
    room = _MAX_NAME_BYTES - len((dot + extension).encode())
    stem = stem.encode()[:room].decode(errors="ignore")
    return f"{stem}{dot}{extension}" if stem else "upload" + dot + extension


@transaction.atomic
def begin_upload(*, actor: User, film_id: UUID, filename: str, length: int) -> Upload:
    """Return a new empty upload of ``length`` bytes for a film, and forget the expired ones.

    Raises ``NotFound`` to a stranger of the film, ``UploadTooLarge``, ``LengthInvalid``, ``NoSpace``.
    """
    film = visible_films(actor).filter(public_id=film_id).first()
    if film is None:
        raise NotFound
    require(actor, Action.REGISTER_SCAN, film)
    if length < 1:
        raise LengthInvalid
    if length > settings.MAX_UPLOAD_BYTES:
        raise UploadTooLarge(gigabytes=settings.MAX_UPLOAD_BYTES // 1024**3)
    forget_expired_uploads()
    folder = _folder()
    if shutil.disk_usage(folder).free < length:
        raise NoSpace
    return Upload.objects.create(
        user=actor,
        film=film,
        filename=clean_filename(filename),
        length=length,
        expires_at=timezone.now() + LIFETIME,
    )


def find_upload(*, actor: User, upload_id: UUID) -> Upload:
    """Return ``actor``'s own upload. Raises ``NotFound`` for anybody else's, ``UploadExpired``."""
    upload = Upload.objects.filter(user=actor, public_id=upload_id).first()
    if upload is None:
        raise NotFound
    _check_alive(actor, upload)
    return upload


def append_piece(
    *, actor: User, upload_id: UUID, offset: int, body: BinaryIO, checksum: Checksum | None = None
) -> Upload:
    """Write ``body`` at ``offset``, make it durable, and return the upload with its new offset.

    Nothing is counted unless all of ``body`` was read and matched ``checksum``. Raises ``OffsetMismatch``,
    ``PieceTooLarge``, ``ChecksumMismatch``, ``UploadBusy`` while another piece of it is being written.
    """
    with _locked(actor, upload_id) as upload:
        if offset != upload.offset:
            raise OffsetMismatch(offset=upload.offset)
        allowed = min(MAX_PIECE, upload.length - upload.offset)
        upload.offset += _write(_part(upload), offset=offset, body=body, allowed=allowed, checksum=checksum)
        upload.expires_at = timezone.now() + LIFETIME
        upload.save(update_fields=["offset", "expires_at"])
    return upload


def end_upload(*, actor: User, upload_id: UUID) -> None:
    """Forget an upload and its bytes. Raises ``NotFound``, ``UploadBusy``."""
    with _locked(actor, upload_id) as upload:
        part = _part(upload)
        upload.delete()
        transaction.on_commit(lambda: part.unlink(missing_ok=True))


def claim_complete_upload(*, actor: User, film: Film, upload_id: UUID) -> str:
    """Move a complete upload's bytes to their place in root "uploads" and return the path there.

    Safe to call again when the transaction it ran in was lost after the move. Raises ``NotFound``,
    ``UploadIncomplete``, ``UploadBusy``.
    """
    with _locked(actor, upload_id) as upload:
        if upload.film_id != film.pk:
            raise NotFound
        if upload.offset != upload.length:
            raise UploadIncomplete
        relative = f"{upload.public_id}/{upload.filename}"
        target = _folder() / relative
        target.parent.mkdir(mode=0o700, exist_ok=True)
        part = _part(upload)
        if part.exists():
            part.replace(target)
        audit.record(
            film=film,
            kind="upload.received",
            actor=actor,
            payload={"upload": str(upload.public_id), "filename": upload.filename, "bytes": upload.length},
        )
        upload.delete()
    return relative


def forget_expired_uploads() -> int:
    """Remove expired uploads with their bytes and return how many there were."""
    with transaction.atomic():
        expired = list(
            Upload.objects.select_for_update(skip_locked=True).filter(expires_at__lte=timezone.now()).order_by("pk")
        )
        for upload in expired:
            part = _part(upload)
            upload.delete()
            transaction.on_commit(lambda part=part: part.unlink(missing_ok=True))  # type: ignore[misc]
    return len(expired)


def _folder() -> Path:
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _part(upload: Upload) -> Path:
    return _folder() / f"{upload.public_id}.part"


def _check_alive(actor: User, upload: Upload) -> None:
    if upload.expires_at <= timezone.now():
        raise UploadExpired
    require(actor, Action.REGISTER_SCAN, upload.film)


@contextmanager
def _locked(actor: User, upload_id: UUID) -> Iterator[Upload]:
    with transaction.atomic():
        rows = Upload.objects.select_for_update(nowait=True, of=("self",)).select_related("film")
        try:
            upload = rows.filter(user=actor, public_id=upload_id).first()
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise UploadBusy from error
            raise
        if upload is None:
            raise NotFound
        _check_alive(actor, upload)
        yield upload


def _write(part: Path, *, offset: int, body: BinaryIO, allowed: int, checksum: Checksum | None) -> int:
    digest = hashlib.new(checksum.algorithm, usedforsecurity=False) if checksum else None
    written = 0
    with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.seek(offset)
        while block := body.read(min(_BLOCK, allowed - written + 1)):
            written += len(block)
            if written > allowed:
                raise PieceTooLarge
            file.write(block)
            if digest is not None:
                digest.update(block)
        if digest is not None and checksum is not None and digest.digest() != checksum.digest:
            raise ChecksumMismatch
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    return written
