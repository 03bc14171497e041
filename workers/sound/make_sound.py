"""Handle ``MediaJob`` kind SOUND: the sound of a scan's medium as files that a viewer plays."""

from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from restoration.media import StoredFile, run_sandboxed
from review.audit.services import record
from review.runs.contracts import SoundSubject
from review.runs.models import MediaJob
from review.scans.models import Scan, ScanSound, SoundFile
from workers.artefacts import record_artefacts
from workers.forgetting import discard
from workers.ingest.reading import keep
from workers.leases import Failure, Lease, Write
from workers.leases.errors import CancelRequested
from workers.scan_medium import medium_arguments, readable_paths, reading_limits
from workers.work_folder import work_folder

EXTENSION = "flac"
Kept = list[tuple[StoredFile, dict[str, Any]]]
"""Files in the store, each with its place."""


class MakeSound:
    """Writes the sound of a scan in the sandbox; what people said of its streams stays."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the sound of the scan that the job names."""
        scan = _scan(SoundSubject.model_validate(job.subject).scan)
        kept: dict[int, Kept] = defaultdict(list)
        try:
            sounds = _extracted(scan, kept, lease)
        except CancelRequested:
            discard([stored for files in kept.values() for stored, _ in files])
            raise
        for sound in sounds:
            files = len(kept[sound["number"]])
            lease.log(f"sound {sound['number']}: {sound['codec']}, {files} files, {sound['lost']} packets lost")
        return partial(_record, scan, sounds, kept)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Tell live pages. The scan stays silent; the viewer says why, and people may ask again."""
        scan = _scan(SoundSubject.model_validate(job.subject).scan)
        error = {"code": failure.code, "detail": failure.sentence}
        payload = {"scan": str(scan.public_id), "error": error}
        record(film=scan.element.film, kind="sound.failed", actor=None, payload=payload)

    def cancel(self, job: MediaJob) -> None:
        """What was stored is gone already; an attempt that failed or was handed back leaves its files to the next."""


def _scan(public_id: str) -> Scan:
    return Scan.objects.select_related("element__film").get(public_id=public_id)


def _extracted(scan: Scan, kept: dict[int, Kept], lease: Lease[MediaJob]) -> list[dict[str, Any]]:
    """Store the sound's files, each in ``kept`` by its stream as soon as it is there; return each stream's facts."""
    with work_folder() as folder:

        def on_progress(report: dict[str, Any]) -> None:
            if "written" in report:
                file = report["written"]
                kept[report["stream"]].append((keep(folder, file, EXTENSION), file))
            else:
                lease.progress(str(report["stage"]), int(report["packets_done"]))
            lease.check()

        answer = run_sandboxed(
            "workers.sandboxed.sound:extract_sound",
            _arguments(scan, folder),
            limits=reading_limits(scan.frame_count or 0),
            readable=readable_paths(scan),
            writable=[folder],
            on_progress=on_progress,
        )
    sounds: list[dict[str, Any]] = answer["sounds"]
    return sounds


def _arguments(scan: Scan, folder: Path) -> dict[str, Any]:
    return {
        **medium_arguments(scan),
        "folder": str(folder),
        "scan_rate": [scan.rate_num, scan.rate_den],
        "frame_count": scan.frame_count,
    }


def _record(scan: Scan, sounds: list[dict[str, Any]], kept: dict[int, Kept]) -> None:
    record_artefacts([stored for files in kept.values() for stored, _ in files], scan.element.film)
    scan.sounds.exclude(stream__in=[facts["number"] for facts in sounds]).delete()
    for facts in sounds:
        sound = _sound(scan, facts)
        sound.files.all().delete()
        SoundFile.objects.bulk_create(
            [
                SoundFile(sound=sound, first=file["first"], count=file["count"], artefact_id=stored.digest)
                for stored, file in kept[facts["number"]]
            ],
            batch_size=1000,
        )
    payload = {"scan": str(scan.public_id), "streams": len(sounds)}
    record(film=scan.element.film, kind="sound.ready", actor=None, payload=payload)


def _sound(scan: Scan, facts: dict[str, Any]) -> ScanSound:
    measured = {
        "channels": facts["channels"],
        "codec": facts["codec"],
        "sample_rate": facts["sample_rate"],
        "source_channels": facts["source_channels"],
        "lost_packets": facts["lost"],
    }
    sound, _created = ScanSound.objects.update_or_create(
        scan=scan,
        stream=facts["number"],
        defaults=measured,
        create_defaults={**measured, "language": facts["language"], "label": facts["title"]},
    )
    return sound
