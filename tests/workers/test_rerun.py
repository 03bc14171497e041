"""A re-run after a note: what it touches, what it leaves alone, and what follows for the note."""

from pathlib import Path

import numpy as np
import pytest

from restoration.media import read_master_frame
from review.notes.models import Note
from review.restorations.models import Restoration
from review.runs.models import Master, Run, Version, VersionSegment
from review.scans.models import Scan
from tests.factories.notes import NoteFactory
from tests.people import People
from tests.workers.material import request_tiny_run, work_here
from workers.artefacts import store

LEFT_QUARTER = {"x": 0, "y": 0, "width": 16384, "height": 65536}


@pytest.fixture
def restoration(tiny_version: Version) -> Restoration:
    """The tiny film with a first version."""
    return tiny_version.restoration


def triaged(restoration: Restoration, people: People, treatment: dict[str, object]) -> Note:
    note: Note = NoteFactory.create(
        restoration=restoration,
        scan=Scan.objects.get(),
        author=people.dita,
        triaged=True,
        triaged_by=people.arno,
        first=50,
        end=52,
        region=LEFT_QUARTER,
        treatment=treatment,
    )
    return note


def segments(number: int) -> list[VersionSegment]:
    return list(Version.objects.get(number=number).segments.select_related("restored__artefact"))


def picture(segment: VersionSegment, index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint16]]:
    assert segment.restored is not None
    path: Path = store().fetch(segment.restored.artefact.digest, "mkv")
    return read_master_frame(path, index)


def test_the_first_plan_knows_no_times_and_the_next_tells_them_by_stage(
    restoration: Restoration, people: People
) -> None:
    assert Run.objects.get().estimate["stage_seconds"] is None
    triaged(restoration, people, {"kind": "protect", "level": "hard"})
    request_tiny_run(people, restoration)
    work_here()
    spent = Run.objects.latest("id").estimate["stage_seconds"]
    assert {"dust", "other"} <= spent.keys()
    assert sum(spent.values()) > 0


def test_a_note_touches_its_segment_alone_and_its_region_alone(restoration: Restoration, people: People) -> None:
    note = triaged(restoration, people, {"kind": "protect", "level": "hard"})
    run = request_tiny_run(people, restoration)
    work_here()
    run.refresh_from_db()
    note.refresh_from_db()
    assert (run.state, run.error_detail) == (Run.State.DONE, "")
    touched = [job.position for job in run.segments.filter(is_touched=True)]
    assert touched == [1]
    assert run.segments.get(position=1).reasons[0]["code"] == "note"
    before, after = segments(1), segments(2)
    same = [one.restored_id == other.restored_id for one, other in zip(before, after, strict=True)]
    assert same == [True, False, True, True]
    assert after[1].leak == {"frames": 0, "max_code": 0}
    assert after[1].protected["pixels"] > 0
    assert after[1].protected["changed"] == 0
    assert np.array_equal(picture(before[1], 7), picture(after[1], 7))
    assert (note.state, note.before_version, note.after_version) == ("to_verify", run.base, run.version)


def test_masks_and_provenance_are_kept_with_the_master(restoration: Restoration) -> None:
    master = Master.objects.filter(plane="restored").first()
    assert master is not None
    assert master.provenance["request"]["chain"]["frames"]["end"] > 0
    for mask in master.report["masks"].values():
        assert store().exists(mask["digest"], mask["extension"])


def test_a_run_that_does_not_fit_is_refused_and_its_notes_come_back(
    restoration: Restoration, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = triaged(restoration, people, {"kind": "missed_defect", "defect_class": "dust"})
    monkeypatch.setattr("workers.planning.space.RESERVE_BYTES", 2**70)
    run = request_tiny_run(people, restoration)
    work_here()
    run.refresh_from_db()
    note.refresh_from_db()
    assert (run.state, run.error_code) == (Run.State.REFUSED, "not_enough_space")
    assert (note.state, note.run) == ("triaged", None)
    assert Version.objects.count() == 1
