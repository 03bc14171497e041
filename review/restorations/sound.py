"""What a viewer plays beside the pictures: the sound of the scans, in tracks on the axis of the assembly.

Everything is counted in samples, 48,000 a second, from the beginning of assembly frame 0. What no piece covers is
silent: slugs, scans without sound, and reels that lack a language.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

from restoration.timebase import SOUND_RATE, FrameRate, first_sample
from review.restorations.axis import Cell, Stretch, cut
from review.restorations.queries import Axis
from review.scans.models import Scan, ScanSound, SoundFile, media_path
from review.scans.queries import sound_work

UNKNOWN_LANGUAGE = "und"

_Place = tuple[int, int]


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
    """Return which streams are one track, by scan.

    Streams of a language with a label that other reels have too belong together. The others fill up by their order: the
    first of the language in every reel, the second, and so on; where a reel lacks one and no label says which, the next
    stands in its place. Keyed by language and number (from 1), in the order in which the reels bring them.
    """
    streams = _by_reel(scans, sounds)
    shared = _shared_labels(streams)
    by_language: dict[str, list[_Track]] = defaultdict(list)
    for has_label in (True, False):
        for place, sound in streams:
            label = sound.label if (sound.language, sound.label) in shared else ""
            if bool(label) == has_label:
                _place(by_language[sound.language], label, place, sound)
    found = sorted((track for own in by_language.values() for track in own), key=lambda track: min(track.own))
    numbers: dict[str, int] = defaultdict(int)
    tracks: dict[tuple[str, int], dict[int, ScanSound]] = {}
    for track in found:
        streams_of_track = {sound.scan_id: sound for _, sound in sorted(track.own.items())}
        language = next(iter(streams_of_track.values())).language
        numbers[language] += 1
        tracks[language, numbers[language]] = streams_of_track
    return tracks


@dataclass
class _Track:
    """Streams that are one track, by their place in the film: reel, then stream."""

    label: str
    own: dict[_Place, ScanSound]


def _by_reel(scans: Iterable[Scan], sounds: Iterable[ScanSound]) -> list[tuple[_Place, ScanSound]]:
    reels = {scan.pk: number for number, scan in enumerate(scans)}
    placed = [((reels[sound.scan_id], sound.stream), sound) for sound in sounds]
    return sorted(placed, key=lambda one: one[0])


def _shared_labels(streams: Iterable[tuple[_Place, ScanSound]]) -> set[tuple[str, str]]:
    """Return language and label of what more than one reel has under the same label."""
    reels: dict[tuple[str, str], set[int]] = defaultdict(set)
    for (reel, _stream), sound in streams:
        if sound.label:
            reels[sound.language, sound.label].add(reel)
    return {named for named, own in reels.items() if len(own) > 1}


def _place(tracks: list[_Track], label: str, place: _Place, sound: ScanSound) -> None:
    """Add a stream to the first track that lacks its reel: of its label, or of any where it has none."""
    for track in tracks:
        fits = track.label == label or not label
        if fits and all(reel != place[0] for reel, _stream in track.own):
            track.own[place] = sound
            return
    tracks.append(_Track(label, {place: sound}))


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
        file = {"digest": digest, "url": media_path(digest, extension), "bytes": size}
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
