"""The tus 1.0 protocol over HTTP: creation, checksum, termination and expiration extensions.

An adapter: it reads headers, calls one service, and answers. Ordinary Django views, because tus speaks in
headers and raw bytes; session and CSRF hold as everywhere.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import BinaryIO, Concatenate, ParamSpec, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from review.accounts.policies import person
from review.config.errors import AnswerprintError, problem
from review.scans.models import Upload
from review.scans.services import uploads
from review.scans.upload_errors import (
    ContentTypeWrong,
    PieceTooLarge,
    TusRequestInvalid,
    TusVersionUnknown,
)

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
Args = ParamSpec("Args")
View = Callable[Concatenate[HttpRequest, Args], HttpResponse]


def _speaks_tus(view: View[Args]) -> View[Args]:
    """Check the protocol version, turn errors into problem documents, and sign every answer as tus."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Args.args, **kwargs: Args.kwargs) -> HttpResponse:
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise TusVersionUnknown
            response = view(request, *args, **kwargs)
        except AnswerprintError as error:
            response = problem(request, error)
        response["Tus-Resumable"] = VERSION
        response["Tus-Version"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


@require_http_methods(["OPTIONS", "POST"])
@_speaks_tus
def collection(request: HttpRequest) -> HttpResponse:
    """OPTIONS says what the server can do; POST begins an upload and answers with its address."""
    if request.method == "OPTIONS":
        return _abilities()
    actor = person(request.user)
    metadata = parse_metadata(request.headers.get("Upload-Metadata", ""))
    upload = uploads.begin_upload(
        actor=actor,
        film_id=_film_id(metadata.get("film", "")),
        filename=metadata.get("filename", ""),
        length=_number(request, "Upload-Length"),
    )
    response = HttpResponse(status=201)
    response["Location"] = f"/api/v1/uploads/{upload.public_id}"
    return _stand(response, upload)


@require_http_methods(["OPTIONS", "HEAD", "PATCH", "DELETE"])
@_speaks_tus
def item(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """HEAD tells how far an upload is, PATCH adds a piece, DELETE ends it."""
    if request.method == "OPTIONS":
        return _abilities()
    actor = person(request.user)
    if request.method == "HEAD":
        upload = uploads.find_upload(actor=actor, upload_id=upload_id)
        response = _stand(HttpResponse(status=200), upload)
        response["Upload-Length"] = str(upload.length)
        return response
    if request.method == "DELETE":
        uploads.end_upload(actor=actor, upload_id=upload_id)
        return HttpResponse(status=204)
    return _add_piece(request, upload_id)


def parse_metadata(header: str) -> dict[str, str]:
    """Return the pairs of an ``Upload-Metadata`` header. Raises ``TusRequestInvalid``."""
    pairs: dict[str, str] = {}
    for item_text in filter(None, (part.strip() for part in header.split(","))):
        key, _space, value = item_text.partition(" ")
        try:
            pairs[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise TusRequestInvalid(problem=f"Upload-Metadata {key[:40]}") from error
    return pairs


def parse_checksum(header: str) -> uploads.Checksum | None:
    """Return what an ``Upload-Checksum`` header promises, None without one. Raises ``TusRequestInvalid``."""
    if not header:
        return None
    algorithm, _space, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise TusRequestInvalid(problem="Upload-Checksum") from error
    is_known = algorithm in uploads.CHECKSUM_ALGORITHMS
    if not is_known or len(digest) != hashlib.new(algorithm, usedforsecurity=False).digest_size:
        raise TusRequestInvalid(problem="Upload-Checksum")
    return uploads.Checksum(algorithm=algorithm, digest=digest)


def _add_piece(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        raise ContentTypeWrong
    if int(request.headers.get("Content-Length") or 0) > uploads.MAX_PIECE:
        raise PieceTooLarge
    upload = uploads.append_piece(
        actor=person(request.user),
        upload_id=upload_id,
        offset=_number(request, "Upload-Offset"),
        body=cast(BinaryIO, request),
        checksum=parse_checksum(request.headers.get("Upload-Checksum", "")),
    )
    return _stand(HttpResponse(status=204), upload)


def _abilities() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Max-Size"] = str(settings.MAX_UPLOAD_BYTES)
    response["Tus-Extension"] = "creation,checksum,termination,expiration"
    response["Tus-Checksum-Algorithm"] = ",".join(uploads.CHECKSUM_ALGORITHMS)
    return response


def _stand(response: HttpResponse, upload: Upload) -> HttpResponse:
    response["Upload-Offset"] = str(upload.offset)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise TusRequestInvalid(problem=header)
    return int(value)


def _film_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise TusRequestInvalid(problem="Upload-Metadata film") from error
