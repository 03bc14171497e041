"""Proxies of masters: what the viewer plays of a version."""

from pathlib import Path

from restoration.media import PixelAspect, ProxyFile, StoredFile, read_master, rungs_for, write_proxy
from restoration.timebase import FrameRate
from review.catalog.models import Film
from review.runs.contracts import ProxySubject
from review.runs.models import Master, MasterProxy, MediaJob
from review.scans.models import Scan
from workers.artefacts import record_artefacts, store
from workers.leases import Failure, Lease, Write
from workers.scan_medium import coding_of
from workers.viewing import Viewing
from workers.work_folder import work_folder

Made = list[tuple[str, ProxyFile, StoredFile]]


def missing_proxies(master: Master) -> bool:
    """Say whether ``master`` has not got a proxy at every rung yet."""
    wanted = {rung.name for rung in rungs_for(master.width, master.height)}
    return not wanted <= set(MasterProxy.objects.filter(master=master.artefact_id).values_list("rung", flat=True))


def make_proxies(master: Master, scan: Scan, folder: Path) -> Made:
    """Write and store the proxies of ``master`` at every rung it has not got."""
    known = set(MasterProxy.objects.filter(master=master.artefact_id).values_list("rung", flat=True))
    path = store().fetch(master.artefact_id, master.artefact.extension)
    rate = FrameRate(scan.rate_num or 24, scan.rate_den or 1)
    aspect = PixelAspect(num=scan.pixel_aspect_num, den=scan.pixel_aspect_den)
    viewing = Viewing.of(coding_of(scan), master.bit_depth)
    made: Made = []
    for rung in rungs_for(master.width, master.height):
        if rung.name in known:
            continue
        target = folder / f"{master.key}-{rung.name}.mp4"
        pictures = (viewing.codes(picture) for picture in read_master(path))
        proxy = write_proxy(target, pictures, bit_depth=master.bit_depth, rate=rate, rung=rung, pixel_aspect=aspect)
        made.append((rung.name, proxy, store().put(target, "mp4")))
        target.unlink(missing_ok=True)
    return made


def record_proxies(master: Master, made: Made, film: Film) -> None:
    """Write the rows of ``made``; proxies that another worker recorded meanwhile stay."""
    record_artefacts([stored for _, _, stored in made], film)
    MasterProxy.objects.bulk_create(
        [
            MasterProxy(
                master_id=master.artefact_id,
                rung=rung,
                count=proxy.count,
                artefact_id=stored.digest,
                codec=proxy.codec,
                width=proxy.width,
                height=proxy.height,
                keyframes=proxy.keyframes,
                offsets=proxy.offsets,
            )
            for rung, proxy, stored in made
        ],
        ignore_conflicts=True,
    )


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
