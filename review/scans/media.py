"""``GET|HEAD /media/<digest>.<extension>``: an artefact's bytes to those who may see its film.

The address names the content, so an answer may be kept for ever by the browser that got it, and by nobody
else. Django's own file response knows no ranges, hence this one.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from review.accounts.models import User
from review.config.errors import AnswerprintError, NotFound, NotLoggedIn, problem
from review.scans import store_paths
from review.scans.media_rights import Readable, readable_artefact
from review.scans.ranges import ByteRange, Unsatisfiable, holds_etag, parse_range

SHOWN_TYPES = {
    "mp4": "video/mp4",
    "webp": "image/webp",
    "avif": "image/avif",
    "jpg": "image/jpeg",
    "png": "image/png",
    "flac": "audio/flac",
}
_NAME = re.compile(r"^(?P<digest>[0-9a-f]{64})\.(?P<extension>[a-z0-9]{1,8})$")
_BLOCK = 256 * 1024


async def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer 200, 206, 304 or 416; 401 logged out, 404 to everybody the film does not exist for."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    try:
        readable = await _readable(request, name)
        path = store_paths.local_path(readable.digest, readable.extension)
        return await _answer(request, readable, path)
    except AnswerprintError as error:
        response = problem(request, error)
        response["Cache-Control"] = "no-store"
        return response


async def _readable(request: HttpRequest, name: str) -> Readable:
    user = await request.auser()
    if not isinstance(user, User) or not user.is_active:
        raise NotLoggedIn
    match = _NAME.match(name)
    if match is None:
        raise NotFound
    session = request.session.session_key or ""
    readable = await sync_to_async(readable_artefact)(actor=user, session=session, digest=match["digest"])
    if readable.extension != match["extension"]:
        raise NotFound
    return readable


async def _answer(request: HttpRequest, readable: Readable, path: Path) -> HttpResponseBase:
    etag = f'"{readable.digest}"'
    if holds_etag(request.headers.get("If-None-Match", ""), etag):
        return _labelled(HttpResponse(status=304), readable, etag)
    if settings.MEDIA_ACCEL_PREFIX:
        return _labelled(_hand_over(readable), readable, etag)
    try:
        wanted = _wanted_range(request, readable, etag)
    except Unsatisfiable:
        refusal = {"Content-Range": f"bytes */{readable.size}", "Cache-Control": "no-store"}
        return HttpResponse(status=416, headers=refusal)
    send = wanted or ByteRange(0, readable.size, readable.size)
    if not await asyncio.to_thread(path.is_file):
        raise NotFound
    response = _body(request, path, send)
    response.status_code = 206 if wanted else 200
    response["Content-Length"] = str(send.count)
    if wanted:
        response["Content-Range"] = send.content_range
    return _labelled(response, readable, etag)


def _body(request: HttpRequest, path: Path, send: ByteRange) -> HttpResponseBase:
    if request.method == "HEAD":
        return HttpResponse()
    return StreamingHttpResponse(_blocks(path, send))


def _wanted_range(request: HttpRequest, readable: Readable, etag: str) -> ByteRange | None:
    condition = request.headers.get("If-Range", etag)
    if condition != etag:
        return None
    return parse_range(request.headers.get("Range", ""), readable.size)


def _hand_over(readable: Readable) -> HttpResponse:
    """Let the web server in front send the bytes, ranges included."""
    prefix = settings.MEDIA_ACCEL_PREFIX.rstrip("/")
    target = store_paths.relative_path(readable.digest, readable.extension)
    return HttpResponse(headers={"X-Accel-Redirect": f"{prefix}/{target}"})


def _labelled(response: HttpResponseBase, readable: Readable, etag: str) -> HttpResponseBase:
    response["Content-Type"] = SHOWN_TYPES.get(readable.extension, "application/octet-stream")
    if readable.extension not in SHOWN_TYPES:
        # Without a name: the page that offers it knows what its people call it, and a name here would win.
        response["Content-Disposition"] = "attachment"
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


async def _blocks(path: Path, send: ByteRange) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        position = send.first
        while position < send.end:
            block = await asyncio.to_thread(os.pread, file.fileno(), min(_BLOCK, send.end - position), position)
            if not block:
                return
            position += len(block)
            yield block
    finally:
        file.close()
