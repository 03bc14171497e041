"""What a viewer plays beside the pictures: the sound of the scans, in tracks on the axis of the assembly.

Everything is counted in samples, 48,000 a second, from the beginning of assembly frame 0. What no piece covers is
silent: slugs, scans without sound, and reels that lack a language.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from restoration.timebase import SOUND_RATE, FrameRate, first_sample
from review.restorations.axis import Cell, Stretch, cut
from review.restorations.queries import Axis
from review.scans.models import Scan, ScanSound, SoundFile
from review.scans.queries import sound_work

UNKNOWN_LANGUAGE = "und"


def sound_manifest(axis: Axis) -> dict[str, Any]:
    """Return the tracks of the newest assembly as a ``SoundOut``. Three queries for any length of film."""
    rate = FrameRate(axis.assembly.rate_num, axis.assembly.rate_den)
    sounds = list(ScanSound.objects.filter(scan__in=axis.scans).order_by("scan_id", "stream"))
    cells = _cells(sounds)
    tracks = [
        _track(key, own, _stretches(axis, own, rate), cells) for key, own in tracks_of(axis.scans, sounds).items()
    ]
    return {
        "sample_rate": SOUND_RATE,
        "sample_count": first_sample(axis.assembly.frame_count, rate),
        "tracks": tracks,
        "unheard": _unheard(axis.scans, {sound.scan_id for sound in sounds}),
    }


def tracks_of(scans: Iterable[Scan], sounds: Iterable[ScanSound]) -> dict[tuple[str, int], dict[int, ScanSound]]:
    """Return which streams are one track, by scan: the first of each language in every reel, the second, and so on.

    Keyed by language and number (from 1), in the order in which the reels bring them.
    """
    by_scan: dict[int, list[ScanSound]] = defaultdict(list)
    for sound in sounds:
        by_scan[sound.scan_id].append(sound)
    tracks: dict[tuple[str, int], dict[int, ScanSound]] = {}
    for scan in scans:
        numbers: dict[str, int] = defaultdict(int)
        for sound in by_scan[scan.pk]:
            numbers[sound.language] += 1
            tracks.setdefault((sound.language, numbers[sound.language]), {})[scan.pk] = sound
    return tracks


def _track(
    key: tuple[str, int],
    own: dict[int, ScanSound],
    stretches: list[Stretch],
    cells: dict[Hashable, list[Cell[dict[str, Any]]]],
) -> dict[str, Any]:
    language, number = key
    return {
        "id": f"{language or UNKNOWN_LANGUAGE}-{number}",
        "language": language,
        "label": next((sound.label for sound in own.values() if sound.label), ""),
        "channels": max(sound.channels for sound in own.values()),
        "pieces": [
            {"first": piece.first, "count": piece.count, "skip": piece.skip, **piece.cell.payload}
            for piece in cut(stretches, cells)
            if piece.cell is not None
        ],
    }


def _stretches(axis: Axis, own: dict[int, ScanSound], rate: FrameRate) -> list[Stretch]:
    """Return the axis in samples of this track's sounds; a slug where a scan has none."""
    stretches = []
    for shown in axis.stretches:
        sound = own.get(shown.axis) if isinstance(shown.axis, int) else None
        begin, end = first_sample(shown.shown_first, rate), first_sample(shown.shown_end, rate)
        if sound is None:
            stretches.append(Stretch(None, 0, end - begin, begin))
        else:
            stretches.append(Stretch(sound.pk, first_sample(shown.first, rate) - sound.offset, end - begin, begin))
    return stretches


def _cells(sounds: Iterable[ScanSound]) -> dict[Hashable, list[Cell[dict[str, Any]]]]:
    rows = (
        SoundFile.objects.filter(sound__in=list(sounds))
        .order_by("sound_id", "first")
        .values_list("sound_id", "first", "count", "artefact_id", "artefact__extension", "artefact__size")
    )
    cells: dict[Hashable, list[Cell[dict[str, Any]]]] = defaultdict(list)
    for sound, first, count, digest, extension, size in rows:
        file = {"digest": digest, "url": f"/media/{digest}.{extension}", "bytes": size}
        cells[sound].append(Cell(first, count, file))
    return cells


def _unheard(scans: Iterable[Scan], heard: set[int]) -> list[dict[str, Any]]:
    """Return the reels whose sound is still being made or could not be made."""
    unheard = [scan for scan in scans if scan.pk not in heard]
    work = sound_work(unheard)
    return [
        {"scan": scan.public_id, "reel": scan.reel, **vars(work[str(scan.public_id)])}
        for scan in unheard
        if str(scan.public_id) in work
    ]
