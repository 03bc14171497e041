"""Uploads and media over real sockets: broken connections, two at once, bodies without end."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from django.db import connection, transaction

from review.catalog.models import Film
from review.scans.models import Upload
from review.scans.tus import PIECE_TYPE
from tests.factories.scans import stored_artefact
from tests.people import People
from tests.review.scans.live_site import LiveSite, live_site
from tests.review.scans.tus_client import ADDRESS, metadata

pytestmark = pytest.mark.django_db(transaction=True)
MIB = 1024 * 1024


@pytest.fixture
def site(upload_dir: Path, store: Path, transactional_db: None) -> Iterator[LiveSite]:
    with live_site() as running:
        yield running


@pytest.fixture
def arno(site: LiveSite, people: People) -> Iterator[httpx.Client]:
    with site.client(people, people.arno) as client:
        yield client


def _begin(client: httpx.Client, film: Film, length: int) -> str:
    headers = {"Upload-Length": str(length), "Upload-Metadata": metadata(filename="a.mov", film=str(film.public_id))}
    answer = client.post(ADDRESS, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def _patch(client: httpx.Client, address: str, offset: int, body: bytes) -> httpx.Response:
    return client.patch(address, content=body, headers={"Upload-Offset": str(offset), "Content-Type": PIECE_TYPE})


def test_a_connection_lost_within_a_piece_resumes_where_it_stood(
    site: LiveSite, people: People, film: Film, arno: httpx.Client, upload_dir: Path
) -> None:
    whole = bytes(range(256)) * 4096
    address = _begin(arno, film, len(whole))
    assert _patch(arno, address, 0, whole[:100_000]).headers["Upload-Offset"] == "100000"
    head = "".join(f"{name}: {value}\r\n" for name, value in site.headers(people, people.arno).items())
    with socket.create_connection(("127.0.0.1", site.port)) as raw:
        raw.sendall(
            f"PATCH {address} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}Upload-Offset: 100000\r\n"
            f"Content-Type: {PIECE_TYPE}\r\nContent-Length: {len(whole) - 100_000}\r\n\r\n".encode()
        )
        raw.sendall(whole[100_000:300_000])
    stands = int(arno.head(address).headers["Upload-Offset"])
    assert stands == 100_000
    assert _patch(arno, address, stands, whole[stands:]).headers["Upload-Offset"] == str(len(whole))
    assert next(upload_dir.glob("*.part")).read_bytes() == whole


def test_of_many_pieces_at_one_offset_one_is_taken(film: Film, arno: httpx.Client, upload_dir: Path) -> None:
    address = _begin(arno, film, 8 * MIB)
    start = threading.Barrier(4)

    def send(letter: bytes) -> int:
        start.wait()
        return _patch(arno, address, 0, letter * (2 * MIB)).status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, (b"a", b"b", b"c", b"d")))
    assert answers[0] == 204
    assert set(answers[1:]) <= {409, 423}
    assert arno.head(address).headers["Upload-Offset"] == str(2 * MIB)
    content = next(upload_dir.glob("*.part")).read_bytes()
    assert content in {letter * (2 * MIB) for letter in (b"a", b"b", b"c", b"d")}


def test_while_a_piece_is_written_another_is_423(film: Film, arno: httpx.Client) -> None:
    address = _begin(arno, film, 10)
    with transaction.atomic():
        Upload.objects.select_for_update().get()
        answer = _patch(arno, address, 0, b"abc")
        assert (answer.status_code, answer.json()["code"]) == (423, "upload_busy")
        assert arno.delete(address).status_code == 423
    assert _patch(arno, address, 0, b"abc").status_code == 204
    connection.close()


def test_a_body_that_is_too_large_is_refused_before_it_is_read(site: LiveSite, film: Film, arno: httpx.Client) -> None:
    address = _begin(arno, film, 64 * MIB)
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as raw:
        raw.sendall(f"PATCH {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {10**12}\r\n\r\n".encode())
        assert raw.recv(64).startswith(b"HTTP/1.1 413")
    assert arno.head(address).headers["Upload-Offset"] == "0"


def test_a_body_without_a_length_is_cut_off_at_16_mib(film: Film, arno: httpx.Client) -> None:
    address = _begin(arno, film, 64 * MIB)

    def endless() -> Iterator[bytes]:
        for _block in range(40):
            yield bytes(MIB)

    headers = {"Upload-Offset": "0", "Content-Type": PIECE_TYPE}
    try:
        answer = arno.patch(address, content=endless(), headers=headers)
    except httpx.HTTPError:
        pass  # the server may close while the client is still sending
    else:
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert arno.head(address).headers["Upload-Offset"] == "0"


def test_media_is_streamed_whole_and_in_ranges(film: Film, arno: httpx.Client, store: Path) -> None:
    content = bytes(range(256)) * 8192
    artefact = stored_artefact(content, films=[film])
    assert arno.get(artefact.url_path).content == content
    part = arno.get(artefact.url_path, headers={"Range": "bytes=300000-1000000"})
    assert (part.status_code, part.content) == (206, content[300_000:1_000_001])
    head = arno.head(artefact.url_path)
    assert (head.headers["Content-Length"], head.content) == (str(len(content)), b"")
