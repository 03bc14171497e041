"""Proxies of masters: what the viewer plays of a version."""

from collections.abc import Set
from pathlib import Path
from typing import NamedTuple

from restoration.media import PixelAspect, ProxyFile, StoredFile, read_master, rungs_for, write_proxy
from restoration.timebase import FrameRate
from review.catalog.models import Film
from review.runs.contracts import ProxySubject
from review.runs.models import Master, MasterProxy, MediaJob, Plane, VersionSegment
from review.scans.models import Scan
from workers.artefacts import hold_artefacts, lock_artefacts, record_artefacts, store
from workers.finishing.due import request_proxies
from workers.leases import Failure, Lease, Write
from workers.viewing import Viewing
from workers.work_folder import work_folder

RENDERED = (Plane.RESTORED.value, Plane.ENHANCED.value, Plane.GRADED.value)


class Made(NamedTuple):
    """Proxy files in the store, each with its rung; and what the codes are seen as in them."""

    seen_as: str
    files: list[tuple[str, ProxyFile, StoredFile]]


def missing_proxies(master: Master, scan: Scan) -> bool:
    """Say whether ``master`` has not got a proxy at every rung yet, as the codes of ``scan`` are seen."""
    wanted = {rung.name for rung in rungs_for(master.width, master.height)}
    return not wanted <= _known(master, scan.seen_as)


def make_proxies(master: Master, scan: Scan, folder: Path) -> Made:
    """Write and store the proxies of ``master`` at every rung it has not got, as the codes of ``scan`` are seen."""
    made = Made(scan.seen_as, [])
    known = _known(master, made.seen_as)
    path = store().fetch(master.artefact_id, master.artefact.extension)
    rate = FrameRate(scan.rate_num or 24, scan.rate_den or 1)
    aspect = PixelAspect(num=scan.pixel_aspect_num, den=scan.pixel_aspect_den)
    viewing = Viewing.seen_as(made.seen_as, master.bit_depth)
    for rung in rungs_for(master.width, master.height):
        if rung.name in known:
            continue
        target = folder / f"{master.key}-{rung.name}.mp4"
        pictures = (viewing.codes(picture) for picture in read_master(path))
        proxy = write_proxy(target, pictures, bit_depth=master.bit_depth, rate=rate, rung=rung, pixel_aspect=aspect)
        made.files.append((rung.name, proxy, store().put(target, "mp4")))
        target.unlink(missing_ok=True)
    return made


def record_proxies(master: Master, made: Made, film: Film) -> None:
    """Write the rows of ``made``; proxies that another worker recorded meanwhile stay.

    Whoever may see the master may fetch them, and the people of ``film``.
    """
    hold_artefacts()
    lock_artefacts([master.artefact_id])
    files = [stored for _, _, stored in made.files]
    for one in {film, *master.artefact.films.all()}:
        record_artefacts(files, one)
    MasterProxy.objects.bulk_create(
        [
            MasterProxy(
                master_id=master.artefact_id,
                seen_as=made.seen_as,
                rung=rung,
                count=proxy.count,
                artefact_id=stored.digest,
                codec=proxy.codec,
                width=proxy.width,
                height=proxy.height,
                keyframes=proxy.keyframes,
                offsets=proxy.offsets,
            )
            for rung, proxy, stored in made.files
        ],
        ignore_conflicts=True,
    )


def replace_proxies(scan: Scan) -> None:
    """Ask for proxies of all that was rendered of a scan, as its codes are seen now; forget those nobody sees any more.

    Call in the transaction that locks the scan. A master may also be shown by scans whose codes are seen otherwise.
    """
    masters = Master.objects.filter(provenance__request__scan=str(scan.public_id))
    keys = set(masters.values_list("key", flat=True))
    for plane in RENDERED:
        rows = VersionSegment.objects.filter(scan=scan).exclude(**{plane: None})
        keys.update(rows.values_list(f"{plane}_id", flat=True).distinct())
    digests = set(Master.objects.filter(key__in=keys).values_list("artefact_id", flat=True))
    shown = _shown(digests)
    old = MasterProxy.objects.filter(master__in=digests).values_list("pk", "master_id", "seen_as")
    unseen = [pk for pk, digest, seen_as in old if (digest, seen_as) not in shown]
    MasterProxy.objects.filter(pk__in=unseen).delete()
    for key in sorted(keys):
        request_proxies(key, scan)


def _shown(digests: Set[str]) -> set[tuple[str, str]]:
    """Return what versions show these masters as: pairs of digest and ``Scan.seen_as``."""
    pairs: set[tuple[str, int]] = set()
    for plane in RENDERED:
        rows = VersionSegment.objects.filter(**{f"{plane}__artefact__in": digests})
        pairs.update(rows.values_list(f"{plane}__artefact_id", "scan_id").distinct())
    scans = Scan.objects.in_bulk({scan for _digest, scan in pairs})
    return {(digest, scans[scan].seen_as) for digest, scan in pairs}


def _known(master: Master, seen_as: str) -> set[str]:
    rows = MasterProxy.objects.filter(master=master.artefact_id, seen_as=seen_as)
    return set(rows.values_list("rung", flat=True))


class MakeProxies:
    """Handles ``MediaJob`` kind PROXY: the proxies of one master, as soon as it is there."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Make the proxies of the master that the job names."""
        subject = ProxySubject.model_validate(job.subject)
        master = Master.objects.select_related("artefact").get(key=subject.master)
        scan = Scan.objects.select_related("element__film").get(public_id=subject.scan)
        lease.progress("proxy", 0)
        with work_folder() as folder:
            made = make_proxies(master, scan, folder)
        lease.progress("proxy", master.frame_count)
        return lambda: record_proxies(master, made, scan.element.film)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Nothing: the run's finish makes what is missing, and fails with the reason if it cannot."""

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""
