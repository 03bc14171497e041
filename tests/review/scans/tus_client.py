"""A small tus client over Django's test client."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from django.test import Client

from review.catalog.models import Film
from review.scans.tus import PIECE_TYPE, VERSION

ADDRESS = "/api/v1/uploads"


def metadata(**pairs: str) -> str:
    """Return an ``Upload-Metadata`` header."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def checksum(body: bytes, algorithm: str = "sha256") -> str:
    """Return an ``Upload-Checksum`` header."""
    digest = hashlib.new(algorithm, body).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


@dataclass
class TusClient:
    """Speaks tus as one person."""

    client: Client

    def create(self, film: Film, length: int, filename: str = "reel1.mov", **headers: str) -> Any:
        return self.client.post(
            ADDRESS,
            headers={
                "Tus-Resumable": VERSION,
                "Upload-Length": str(length),
                "Upload-Metadata": metadata(filename=filename, film=str(film.public_id)),
                **headers,
            },
        )

    def begin(self, film: Film, length: int, filename: str = "reel1.mov") -> str:
        """Return the address of a new upload."""
        answer = self.create(film, length, filename)
        assert answer.status_code == 201, answer.content
        address: str = answer["Location"]
        return address

    def head(self, address: str) -> Any:
        return self.client.head(address, headers={"Tus-Resumable": VERSION})

    def patch(self, address: str, offset: int | str, body: bytes, **headers: str) -> Any:
        content_type = headers.pop("content_type", PIECE_TYPE)
        return self.client.generic(
            "PATCH",
            address,
            body,
            content_type=content_type,
            headers={
                "Content-Type": content_type,  # the test client leaves it out of an empty body
                "Tus-Resumable": VERSION,
                "Upload-Offset": str(offset),
                **headers,
            },
        )

    def delete(self, address: str) -> Any:
        return self.client.delete(address, headers={"Tus-Resumable": VERSION})
