"""tus 1.0, header by header, and what happens to a complete upload."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from review.audit.models import Event
from review.catalog.models import Film
from review.runs.models import MediaJob
from review.scans.models import Scan, Upload
from review.scans.services.uploads import clean_filename, forget_expired_uploads
from tests.factories.catalog import FilmFactory
from tests.factories.scans import UploadFactory
from tests.people import People
from tests.review.scans.tus_client import ADDRESS, TusClient, checksum

MIB = 1024 * 1024


@pytest.fixture
def arno(people: People, upload_dir: Path) -> TusClient:
    return TusClient(people.client(people.arno))


def _id(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def test_options_says_what_the_server_can_do(client: Client, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 5 * MIB
    answer = client.options(ADDRESS)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Max-Size"] == str(5 * MIB)
    assert answer["Tus-Extension"] == "creation,checksum,termination,expiration"
    assert answer["Tus-Checksum-Algorithm"] == "sha256,sha1,md5"


def test_a_file_arrives_in_pieces_and_becomes_a_scan(arno: TusClient, film: Film, upload_dir: Path) -> None:
    address = arno.begin(film, 10)
    first = arno.patch(address, 0, b"abcdef", **{"Upload-Checksum": checksum(b"abcdef")})
    assert (first.status_code, first["Upload-Offset"]) == (204, "6")
    stands = arno.head(address)
    assert (stands.status_code, stands["Upload-Offset"], stands["Upload-Length"]) == (200, "6", "10")
    assert (stands["Cache-Control"], stands["Tus-Resumable"]) == ("no-store", "1.0.0")
    scans = f"/api/v1/films/{film.public_id}/scans"
    early = arno.client.post(scans, {"upload_id": _id(address)}, content_type="application/json")
    assert (early.status_code, early.json()["code"]) == (409, "upload_incomplete")
    assert arno.patch(address, 6, b"ghij")["Upload-Offset"] == "10"

    answer = arno.client.post(scans, {"upload_id": _id(address)}, content_type="application/json")
    assert answer.status_code == 202
    scan = Scan.objects.get()
    assert (scan.root_id, scan.path) == ("uploads", f"{_id(address)}/reel1.mov")
    assert answer.json()["path_label"] == "uploads/reel1.mov"
    assert (upload_dir / scan.path).read_bytes() == b"abcdefghij"
    assert MediaJob.objects.get().subject == {"scan": answer.json()["id"]}
    assert list(Event.objects.values_list("kind", flat=True)) == ["upload.received", "scan.registered"]
    again = arno.client.post(scans, {"upload_id": _id(address)}, content_type="application/json")
    assert again.status_code == 404
    assert arno.head(address).status_code == 404
    assert list(upload_dir.glob("*.part")) == []


def test_a_registration_lost_after_the_move_can_be_repeated(arno: TusClient, film: Film, upload_dir: Path) -> None:
    address = arno.begin(film, 3)
    arno.patch(address, 0, b"abc")
    moved = upload_dir / _id(address)
    moved.mkdir()
    (upload_dir / f"{_id(address)}.part").rename(moved / "reel1.mov")
    answer = arno.client.post(
        f"/api/v1/films/{film.public_id}/scans", {"upload_id": _id(address)}, content_type="application/json"
    )
    assert answer.status_code == 202
    assert (moved / "reel1.mov").read_bytes() == b"abc"


def test_an_upload_belongs_to_one_film(people: People, arno: TusClient, film: Film) -> None:
    other = FilmFactory.create(collection=people.collection, year=1983)
    address = arno.begin(film, 3)
    arno.patch(address, 0, b"abc")
    answer = arno.client.post(
        f"/api/v1/films/{other.public_id}/scans", {"upload_id": _id(address)}, content_type="application/json"
    )
    assert answer.status_code == 404
    assert Upload.objects.get().offset == 3


def test_a_wrong_offset_is_told_and_changes_nothing(arno: TusClient, film: Film) -> None:
    address = arno.begin(film, 10)
    arno.patch(address, 0, b"abc")
    for offset in (0, 2, 4, 10):
        answer = arno.patch(address, offset, b"x")
        assert (answer.status_code, answer.json()["code"], answer.json()["retryable"]) == (
            409,
            "offset_mismatch",
            True,
        )
    assert arno.head(address)["Upload-Offset"] == "3"


def test_a_wrong_checksum_is_460_and_counts_nothing(arno: TusClient, film: Film) -> None:
    address = arno.begin(film, 10)
    answer = arno.patch(address, 0, b"abc", **{"Upload-Checksum": checksum(b"abd", "sha1")})
    assert (answer.status_code, answer.json()["code"]) == (460, "checksum_mismatch")
    assert arno.head(address)["Upload-Offset"] == "0"
    assert arno.patch(address, 0, b"abc", **{"Upload-Checksum": checksum(b"abc", "sha1")}).status_code == 204


@pytest.mark.parametrize("header", ["sha256", "crc32 AAAA", "sha256 !!", "sha256 AAAA"])
def test_a_broken_checksum_header_is_refused(arno: TusClient, film: Film, header: str) -> None:
    address = arno.begin(film, 10)
    assert arno.patch(address, 0, b"abc", **{"Upload-Checksum": header}).status_code == 400


def test_pieces_of_16_mib_pass_and_larger_ones_are_413(arno: TusClient, film: Film) -> None:
    address = arno.begin(film, 40 * MIB)
    over = arno.patch(address, 0, bytes(16 * MIB + 1))
    assert (over.status_code, over.json()["code"]) == (413, "piece_too_large")
    assert arno.head(address)["Upload-Offset"] == "0"
    assert arno.patch(address, 0, bytes(16 * MIB))["Upload-Offset"] == str(16 * MIB)


def test_a_piece_past_the_end_is_refused(arno: TusClient, film: Film) -> None:
    address = arno.begin(film, 4)
    assert arno.patch(address, 0, b"abcde").status_code == 413
    assert arno.head(address)["Upload-Offset"] == "0"


def test_an_empty_piece_is_no_harm(arno: TusClient, film: Film) -> None:
    address = arno.begin(film, 4)
    arno.patch(address, 0, b"ab")
    answer = arno.patch(address, 2, b"")
    assert (answer.status_code, answer["Upload-Offset"]) == (204, "2")


@pytest.mark.parametrize(("length", "refusal"), [(0, (400, "upload_length")), (5 * MIB + 1, (413, "upload_too_large"))])
def test_sizes_that_are_refused(
    arno: TusClient, film: Film, settings: Settings, length: int, refusal: tuple[int, str]
) -> None:
    settings.MAX_UPLOAD_BYTES = 5 * MIB
    answer = arno.create(film, length)
    assert (answer.status_code, answer.json()["code"]) == refusal
    assert not Upload.objects.exists()


def test_a_file_that_does_not_fit_on_the_disk_is_507(arno: TusClient, film: Film, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 10**18
    answer = arno.create(film, 10**17)
    assert (answer.status_code, answer.json()["code"]) == (507, "no_space")


@pytest.mark.parametrize(
    ("_case", "headers"),
    [
        ("length", {"Upload-Length": "many"}),
        ("negative", {"Upload-Length": "-1"}),
        ("metadata", {"Upload-Metadata": "film !!!"}),
        ("film", {"Upload-Metadata": "film bm90IGEgZmlsbQ=="}),
        ("no metadata", {"Upload-Metadata": ""}),
    ],
)
def test_broken_creation_headers_are_400(arno: TusClient, film: Film, _case: str, headers: dict[str, str]) -> None:
    answer = arno.create(film, 10, **headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "tus_request")


def test_another_protocol_version_is_412(arno: TusClient, film: Film) -> None:
    answer = arno.create(film, 10, **{"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


def test_another_content_type_is_415(arno: TusClient, film: Film) -> None:
    address = arno.begin(film, 10)
    assert arno.patch(address, 0, b"abc", content_type="application/json").status_code == 415


def test_ending_an_upload_removes_its_bytes(
    arno: TusClient, film: Film, upload_dir: Path, django_capture_on_commit_callbacks: object
) -> None:
    address = arno.begin(film, 10)
    arno.patch(address, 0, b"abc")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert arno.delete(address).status_code == 204
    assert arno.head(address).status_code == 404
    assert list(upload_dir.iterdir()) == []


def test_an_expired_upload_is_410_and_its_bytes_go(
    arno: TusClient, film: Film, upload_dir: Path, django_capture_on_commit_callbacks: object
) -> None:
    address = arno.begin(film, 10)
    arno.patch(address, 0, b"abc")
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert arno.head(address).status_code == 410
    assert arno.patch(address, 3, b"d").status_code == 410
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert forget_expired_uploads() == 1
    assert (list(upload_dir.iterdir()), Upload.objects.count()) == ([], 0)


def test_a_piece_keeps_the_upload_alive(arno: TusClient, film: Film) -> None:
    address = arno.begin(film, 10)
    Upload.objects.update(expires_at=timezone.now() + timedelta(seconds=30))
    arno.patch(address, 0, b"abc")
    assert Upload.objects.get().expires_at > timezone.now() + timedelta(days=6)


@pytest.mark.parametrize(("name", "status"), [("clara", 201), ("dita", 403), ("eve", 404), (None, 401)])
def test_who_may_upload(people: People, film: Film, upload_dir: Path, name: str | None, status: int) -> None:
    tus = TusClient(people.client(getattr(people, name) if name else None))
    assert tus.create(film, 10).status_code == status


@pytest.mark.parametrize(("name", "status"), [("clara", 404), ("ada", 404), ("eve", 404), (None, 401)])
def test_an_upload_is_its_owners_alone(
    people: People, arno: TusClient, film: Film, name: str | None, status: int
) -> None:
    address = arno.begin(film, 10)
    tus = TusClient(people.client(getattr(people, name) if name else None))
    assert tus.head(address).status_code == status
    assert tus.patch(address, 0, b"abc").status_code == status
    assert tus.delete(address).status_code == status
    if name == "clara":
        answer = tus.client.post(
            f"/api/v1/films/{film.public_id}/scans", {"upload_id": _id(address)}, content_type="application/json"
        )
        assert answer.status_code == 404
    assert arno.head(address)["Upload-Offset"] == "0"


def test_an_unknown_upload_is_404(arno: TusClient) -> None:
    assert arno.head(f"{ADDRESS}/{uuid4()}").status_code == 404


def test_a_page_elsewhere_cannot_upload_in_my_name(people: People, film: Film, upload_dir: Path) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.arno, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert TusClient(client).create(film, 10).status_code == 403
    upload = UploadFactory.create(user=people.arno, film=film, expires_at=timezone.now() + timedelta(days=1))
    assert TusClient(client).patch(f"{ADDRESS}/{upload.public_id}", 0, b"abc").status_code == 403
    upload.refresh_from_db()
    assert upload.offset == 0


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("reel1.mov", "reel1.mov"),
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\武狀元.mov", "武狀元.mov"),
        ("..", "upload"),
        ("", "upload"),
        (".mov", "mov"),
        ("a\0b\n.mov", "ab.mov"),
        ("\u202egpj.mov", "gpj.mov"),
        ("字" * 100 + ".mov", "字" * 65 + ".mov"),
    ],
)
def test_file_names_are_made_safe(given: str, kept: str) -> None:
    assert clean_filename(given) == kept
    assert len(clean_filename(given).encode()) <= 200
