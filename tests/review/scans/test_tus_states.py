"""Any order of pieces, mistakes and crashes leaves exactly the bytes that were acknowledged."""

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from review.catalog.models import Film
from review.scans.models import Upload
from tests.people import People
from tests.review.scans.tus_client import TusClient, checksum

LENGTH = 64
pieces = st.binary(min_size=0, max_size=24)


class UploadMachine(RuleBasedStateMachine):
    """One upload, and beside it the bytes that the server has acknowledged."""

    def __init__(self, tus: TusClient, film: Film, folder: Path) -> None:
        super().__init__()
        self.tus = tus
        self.address = tus.begin(film, LENGTH)
        self.part = folder / f"{self.address.rsplit('/', 1)[-1]}.part"
        self.held = b""

    @rule(piece=pieces)
    def right_piece(self, piece: bytes) -> None:
        answer = self.tus.patch(self.address, len(self.held), piece)
        if len(self.held) + len(piece) <= LENGTH:
            self.held += piece
            assert (answer.status_code, answer["Upload-Offset"]) == (204, str(len(self.held)))
        else:
            assert answer.status_code == 413

    @rule(piece=pieces, shift=st.integers(-LENGTH, LENGTH).filter(bool))
    def misplaced_piece(self, piece: bytes, shift: int) -> None:
        offset = max(len(self.held) + shift, 0)
        if offset != len(self.held):
            assert self.tus.patch(self.address, offset, piece).status_code == 409

    @rule(piece=pieces.filter(bool))
    def corrupted_piece(self, piece: bytes) -> None:
        answer = self.tus.patch(self.address, len(self.held), piece, **{"Upload-Checksum": checksum(piece + b"!")})
        assert answer.status_code in {460, 413}

    @rule(piece=pieces)
    def repeated_piece(self, piece: bytes) -> None:
        """A client that missed the answer sends the piece again."""
        if self.tus.patch(self.address, len(self.held), piece).status_code == 204:
            start = len(self.held)
            self.held += piece
            if piece:
                assert self.tus.patch(self.address, start, piece).status_code == 409

    @precondition(lambda self: self.part.exists())
    @rule(lost=pieces)
    def crash_between_bytes_and_row(self, lost: bytes) -> None:
        with self.part.open("r+b") as file:
            file.seek(len(self.held))
            file.write(lost)

    @invariant()
    def acknowledged_bytes_are_held(self) -> None:
        assert self.tus.head(self.address)["Upload-Offset"] == str(len(self.held))
        if self.held:
            assert self.part.read_bytes()[: len(self.held)] == self.held

    def teardown(self) -> None:
        Upload.objects.all().delete()


def test_uploads_in_any_order(people: People, film: Film, upload_dir: Path) -> None:
    tus = TusClient(people.client(people.arno))
    run_state_machine_as_test(
        lambda: UploadMachine(tus, film, upload_dir),
        settings=settings(
            max_examples=15,
            stateful_step_count=12,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
