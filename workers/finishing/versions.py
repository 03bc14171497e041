"""Handle ``MediaJob`` kind FINISH: make the version of a run whose segments are all done."""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import Max

from restoration.recipe.keys import VersionPart, version_hash
from review.pictures.models import OverlayMask, RungPiece, StillTile, WindowPiece
from review.pictures.source_key import SourceKey
from review.restorations.models import Restoration
from review.runs.contracts import FinishSubject
from review.runs.models import Master, MasterProxy, MediaJob, Plane, Run, SegmentJob, Version, VersionSegment
from review.runs.services import complete_run, fail_run
from review.scans.models import Scan
from workers.artefacts import hold_artefacts, let_read, lock_artefacts
from workers.finishing.due import request_proxies
from workers.finishing.proxies import make_proxies, missing_proxies, record_proxies
from workers.leases import Failure, Lease, Write
from workers.leases.errors import JobStopped
from workers.work_folder import work_folder

Masters = dict[str, Master]


class MasterMissing(JobStopped):
    """A segment is done but its picture is not on record."""

    code = "master_missing"
    sentence = "A rendered segment has no stored picture; run again."


class FinishRun:
    """Makes the missing proxies, then the version, its hash and what follows for the notes, in one transaction."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Finish the run that the job names; write nothing where it is not rendering any more."""
        run_id = FinishSubject.model_validate(job.subject).run
        run = Run.objects.select_related("restoration__film", "assembly", "recipe", "base").get(public_id=run_id)
        segments = list(run.segments.select_related("scan__element__film"))
        masters = Master.objects.select_related("artefact").in_bulk(
            {key for segment in segments for key in segment.keys.values()}
        )
        self._make_missing_proxies(segments, masters, lease)
        return partial(_write_version, run, segments, masters)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Fail the run: its pictures stay, and a later run finds them by key."""
        run = Run.objects.select_related("restoration__film").get(public_id=job.subject["run"])
        fail_run(run=run, code=failure.code, detail=failure.sentence)

    def cancel(self, job: MediaJob) -> None:
        """The run was cancelled by who asked for this."""

    def _make_missing_proxies(self, segments: Iterable[SegmentJob], masters: Masters, lease: Lease[MediaJob]) -> None:
        for done, segment in enumerate(segments):
            lease.check()
            lease.progress("proxies", done)
            for key in segment.keys.values():
                if key not in masters:
                    raise MasterMissing
                if segment.scan is None or not missing_proxies(masters[key], segment.scan):
                    continue
                with work_folder() as folder:
                    made = make_proxies(masters[key], segment.scan, folder)
                with transaction.atomic():
                    record_proxies(masters[key], made, segment.scan.element.film)


def _write_version(run: Run, segments: list[SegmentJob], masters: Masters) -> None:
    # The restoration's row is the lock under which version numbers are given.
    Restoration.objects.select_for_update().get(pk=run.restoration_id)
    if Run.objects.select_for_update().get(pk=run.pk).state != Run.State.RENDERING:
        return
    highest = run.restoration.versions.aggregate(highest=Max("number"))["highest"]
    version = Version.objects.create(
        restoration=run.restoration,
        number=(highest or 0) + 1,
        assembly=run.assembly,
        recipe=run.recipe,
        base=run.base,
        hash=hash_of(run, segments, masters),
        is_complete=all(segment.keys for segment in segments if segment.scan_id is not None),
        is_contained=not any(segment.leak.get("frames") for segment in segments),
        upscaled_from=_upscaled_from(segments, masters),
    )
    VersionSegment.objects.bulk_create(
        [_version_segment(version, segment, masters) for segment in segments], batch_size=500
    )
    _request_changed(segments)
    # Equal segments of another film share their pictures, which were made for that film's people alone.
    hold_artefacts()
    lock_artefacts(master.artefact_id for master in masters.values())
    let_read(run.restoration.film, _pictures_of(masters))
    complete_run(run=run, version=version)


def _request_changed(segments: Iterable[SegmentJob]) -> None:
    """Ask for proxies of what people said to see otherwise while the last ones were made.

    The scans are locked: a change after this finds the version's segments.
    """
    used = {segment.scan_id for segment in segments if segment.scan_id is not None}
    scans = {scan.pk: scan for scan in Scan.objects.select_for_update(no_key=True).filter(pk__in=used).order_by("pk")}
    for segment in segments:
        if segment.scan is not None and segment.scan.seen_as != scans[segment.scan.pk].seen_as:
            for key in segment.keys.values():
                request_proxies(key, scans[segment.scan.pk])


def _pictures_of(masters: Masters) -> set[str]:
    """Return the digests of the masters, their proxies, and the pictures made of them for looking."""
    digests = {master.artefact_id for master in masters.values()}
    proxies = MasterProxy.objects.filter(master__in=digests).values_list("artefact_id", flat=True)
    keys = [str(SourceKey.of_master(digest)) for digest in digests]
    made = [
        pictures.objects.filter(source_key__in=keys).values_list("artefact_id", flat=True)
        for pictures in (StillTile, WindowPiece, OverlayMask, RungPiece)
    ]
    return digests.union(proxies, *made)


def hash_of(run: Run, segments: Iterable[SegmentJob], masters: Masters) -> str:
    """Return the version's hash: over its segments in order, the assembly and the recipe, never over proxies."""
    parts = [
        VersionPart(
            assembly_first=segment.assembly_first,
            count=segment.count,
            keys=segment.keys,
            digests={plane: masters[key].artefact_id for plane, key in segment.keys.items()},
        )
        for segment in segments
    ]
    return version_hash(parts, assembly=run.assembly.digest, recipe=run.recipe.digest)


def _version_segment(version: Version, segment: SegmentJob, masters: Masters) -> VersionSegment:
    return VersionSegment(
        version=version,
        position=segment.position,
        scan=segment.scan,
        scan_first=segment.scan_first,
        assembly_first=segment.assembly_first,
        count=segment.count,
        restored=masters.get(segment.keys.get(Plane.RESTORED, "")),
        enhanced=masters.get(segment.keys.get(Plane.ENHANCED, "")),
        graded=masters.get(segment.keys.get(Plane.GRADED, "")),
        is_rendered=segment.is_touched,
        leak=segment.leak,
        protected=segment.protected,
    )


def _upscaled_from(segments: Iterable[SegmentJob], masters: Masters) -> str:
    """Return the scan's size where a plane is larger than it, empty where none is."""
    for segment in segments:
        largest = max((masters[key].width for key in segment.keys.values() if key in masters), default=0)
        if segment.scan and segment.scan.width and largest > segment.scan.width:
            return f"{segment.scan.width} × {segment.scan.height}"
    return ""
