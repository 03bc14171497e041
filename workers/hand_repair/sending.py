"""Handle ``MediaJob`` kind HAND_SEND: write the package of frames that people are to paint on."""

from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from restoration.media import StoredFile, run_sandboxed
from restoration.timebase import FrameRange
from review.hand_repairs.models import HandRepair
from review.hand_repairs.pictures import RestoredPicture, restored_pictures
from review.hand_repairs.services import fail_sending, finish_sending
from review.notes.models import Note
from review.notes.shapes import written_in
from review.runs.contracts import HandSendSubject
from review.runs.models import Master, MediaJob
from review.scans.models import Scan
from workers.artefacts import record_artefacts, store
from workers.hand_repair.progress import follow
from workers.leases import Failure, Lease, Write
from workers.leases.errors import JobStopped
from workers.scan_medium import medium_arguments, readable_paths, reading_limits
from workers.work_folder import work_folder

PACKAGE = "package.zip"


class MasterMissing(JobStopped):
    """A picture that is to be sent is no longer in the store."""

    code = "hand-master-missing"
    sentence = "A rendered segment of this version is no longer in the store. Run again, then send the frames."


class SendFrames:
    """Writes the frames as the version shows them, with handles, masks and remarks, into one zip."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Write the package of the hand repair that the job names."""
        hand_repair = _hand_repair(job)
        pictures, shown = _shown(hand_repair)
        masters = _masters([pictures[frame] for frame in shown])
        with work_folder() as folder:
            run_sandboxed(
                "workers.sandboxed.hand_repair:write_package",
                {
                    **_arguments(hand_repair, pictures, shown),
                    "masters": masters,
                    "folder": str(folder),
                    "package": PACKAGE,
                },
                limits=reading_limits(shown.count),
                readable=[*readable_paths(hand_repair.scan), *(Path(master["path"]) for master in masters)],
                writable=[folder],
                on_progress=follow(lease),
            )
            stored = store().put(folder / PACKAGE, "zip")
        return partial(_record, hand_repair, stored)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Say why there is no package."""
        fail_sending(hand_repair=_hand_repair(job), code=failure.code, detail=failure.sentence, values=failure.values)

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


def _hand_repair(job: MediaJob) -> HandRepair:
    public_id = HandSendSubject.model_validate(job.subject).hand_repair
    rows = HandRepair.objects.select_related("scan__element__film", "version", "note")
    return rows.get(public_id=public_id)


def _shown(hand_repair: HandRepair) -> tuple[dict[int, RestoredPicture], FrameRange]:
    """Return the pictures to send and their frames: the handles end where the version has no picture."""
    first, end = hand_repair.first, hand_repair.end
    around = FrameRange(max(0, first - hand_repair.handles), end + hand_repair.handles)
    pictures = restored_pictures(hand_repair.version, hand_repair.scan, around)
    while first - 1 in pictures:
        first -= 1
    while end in pictures:
        end += 1
    return pictures, FrameRange(first, end)


def _masters(pictures: list[RestoredPicture]) -> list[dict[str, Any]]:
    """Return the files that hold the pictures, with the run of pictures to read from each."""
    runs: list[tuple[Master, int, int]] = []
    for picture in pictures:
        if runs and runs[-1][0] == picture.master and runs[-1][2] == picture.place:
            master, first, _ = runs.pop()
            runs.append((master, first, picture.place + 1))
        else:
            runs.append((picture.master, picture.place, picture.place + 1))
    return [{"path": str(_path(master)), "first": first, "end": end} for master, first, end in runs]


def _path(master: Master) -> Path:
    artefact = master.artefact
    if not store().exists(artefact.digest, artefact.extension):
        raise MasterMissing
    return store().fetch(artefact.digest, artefact.extension)


def _arguments(hand_repair: HandRepair, pictures: dict[int, RestoredPicture], shown: FrameRange) -> dict[str, Any]:
    scan, note = hand_repair.scan, hand_repair.note
    noted = [frame for frame in shown if note is not None and note.first <= frame < note.end]
    return {
        **medium_arguments(scan),
        "scan": str(scan.public_id),
        "start_timecode": scan.start_timecode,
        "wanted": [hand_repair.first, hand_repair.end],
        "shown": [shown.first, shown.end],
        "names": _names(scan, shown, hand_repair.kind),
        "remarks": _remarks(note),
        "regions": [
            {"frame": frame, "region": note.region, "placement": pictures[frame].placement}
            for frame in noted
            if note is not None and note.region is not None
        ],
    }


def _remarks(note: Note | None) -> list[dict[str, Any]]:
    """Return what a note says: its words, and those written on the picture."""
    said = [note.text, *written_in(note.shapes)] if note else []
    text = " / ".join(words for words in said if words)
    return [{"first": note.first, "end": note.end, "text": text}] if note and text else []


def _names(scan: Scan, shown: FrameRange, kind: str) -> list[str]:
    """Return a file name a frame: the scan's own with its number; reel and frame where a file is not one frame."""
    if scan.medium != Scan.Medium.SEQUENCE or scan.files.count() != scan.frame_count:
        return [f"r{scan.reel}_{frame:07d}.{kind}" for frame in shown]
    files = scan.files.filter(position__gte=shown.first, position__lt=shown.end).order_by("position")
    return [f"{PurePosixPath(name).stem}.{kind}" for name in files.values_list("name", flat=True)]


def _record(hand_repair: HandRepair, stored: StoredFile) -> None:
    artefacts = record_artefacts([stored], hand_repair.scan.element.film)
    finish_sending(hand_repair=hand_repair, package=artefacts[stored.digest])
