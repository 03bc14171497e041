"""Write everything known of a scan that was read, in one transaction: all of it or nothing."""

import hashlib
from typing import Any, Final

from restoration.media import StoredFile
from review.audit.services import record
from review.restorations.services.restorations import start_restoration
from review.scans.models import Scan, ScanFile, ShotList, SourceProxy, ThumbnailSheet
from review.scans.services.sounds import start_sound
from workers.artefacts import record_artefacts
from workers.ingest.analyses import record_analyses
from workers.ingest.reading import ReadScan

_SHEET_FACTS: Final = ("first", "step", "count", "columns", "tile_width", "tile_height")
_PROXY_FACTS: Final = ("rung", "first", "count", "codec", "width", "height", "keyframes", "offsets")


def record_ready(scan: Scan, read: ReadScan) -> None:
    """Make ``scan`` ready: facts, files, shots, measurements, thumbnails, proxies, and a restoration to work on.

    Its sound is asked for, where it has any: a job of its own, so that damaged sound never holds a film back.
    """
    film = scan.element.film
    files = [
        read.frame_digests,
        *([read.undone.frame_map] if read.undone else ()),
        *(stored for stored, _ in read.thumbnails),
        *(stored for stored, _ in read.proxies),
    ]
    record_artefacts(files, film)
    _set_facts(scan, read)
    ScanFile.objects.bulk_create(
        [
            ScanFile(scan=scan, position=position, name=file["name"], size=file["size"], digest=file["digest"])
            for position, file in enumerate(read.files)
        ],
        batch_size=1000,
    )
    shot_list = ShotList.objects.create(scan=scan, revision=1, shots=read.shots)
    record_analyses(scan, shot_list, read.analyses)
    record_pictures(scan, read.thumbnails, read.proxies)
    scan_id = str(scan.public_id)
    payload = {"scan": scan_id, "state": scan.state, "frames": read.facts.frame_count, "digest": scan.digest}
    record(film=film, kind="scan.ready", actor=None, payload=payload)
    if not scan.is_reference:
        start_restoration(actor=scan.created_by, scan=scan)
    if read.facts.sound_streams:
        start_sound(scan)


def _set_facts(scan: Scan, read: ReadScan) -> None:
    facts = read.facts
    scan.state, scan.error_code, scan.error_detail, scan.error_values = Scan.State.READY, "", "", {}
    scan.medium = facts.kind
    scan.rate_num, scan.rate_den = facts.rate.num, facts.rate.den
    scan.frame_count, scan.width, scan.height = facts.frame_count, facts.width, facts.height
    scan.pixel_aspect_num, scan.pixel_aspect_den = facts.pixel_aspect.num, facts.pixel_aspect.den
    scan.bit_depth, scan.codec, scan.pixel_format = facts.bit_depth, facts.codec, facts.pixel_format
    scan.color = {**scan.color, "found": {**facts.color, "coding": facts.coding}}
    scan.infrared = scan.infrared or facts.infrared or ""
    if read.undone is not None:
        scan.frame_map_id, scan.pulldown_undone = read.undone.frame_map.digest, read.undone.summary
    scan.start_timecode = scan.start_timecode or facts.start_timecode or ""
    scan.first_file_number = facts.first_file_number
    scan.digest = hashlib.sha256("".join(file["digest"] for file in read.files).encode()).hexdigest()
    scan.frame_digests_id = read.frame_digests.digest
    scan.save()


def record_pictures(
    scan: Scan, thumbnails: list[tuple[StoredFile, dict[str, Any]]], proxies: list[tuple[StoredFile, dict[str, Any]]]
) -> None:
    """Write the rows of what people look at; the dictionaries hold the sandbox child's facts of each file."""
    ThumbnailSheet.objects.bulk_create(
        [
            ThumbnailSheet(scan=scan, artefact_id=stored.digest, **{name: sheet[name] for name in _SHEET_FACTS})
            for stored, sheet in thumbnails
        ]
    )
    SourceProxy.objects.bulk_create(
        [
            SourceProxy(scan=scan, artefact_id=stored.digest, **{name: proxy[name] for name in _PROXY_FACTS})
            for stored, proxy in proxies
        ],
        batch_size=1000,
    )
