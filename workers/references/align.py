"""Handle ``MediaJob`` kind ALIGN: find how the frames of a reference lie beside the film's, and offer it."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from restoration.alignment import SHAPE, Alignment, Thumbnails, align, thumbnail
from restoration.media import proxy_lumas
from review.audit.services import announce
from review.references.contracts import AlignSubject
from review.references.models import FoundMap, Reference
from review.references.queries import SEARCHED_RUNG, align_subject
from review.restorations.models import Assembly, Restoration
from review.runs.models import MediaJob
from review.scans.models import Scan, SourceProxy
from workers.artefacts import store
from workers.leases import Failure, Lease, Write


class AlignReference:
    """Compares the proxies of the assembly's scans with the reference's, and keeps what it found as an offer."""

    def perform(self, job: MediaJob, lease: Lease[MediaJob]) -> Write:
        """Look for the map that the job names."""
        subject = AlignSubject.model_validate(job.subject)
        reference = _reference(subject)
        if subject != align_subject(reference):
            lease.log("overtaken: the assembly or the pictures are others by now")
            return partial(_tell, reference)
        assembly = Assembly.objects.get(public_id=subject.assembly)
        seen = _Seen(lease)
        other = seen.scan(reference.scan)
        film = _film(assembly, seen)
        lease.check()
        found = align(film, other)
        lease.log(f"found {len(found.stretches)} stretches, confidence {found.confidence:.3f}")
        return partial(_offer, subject, assembly, found)

    def fail(self, job: MediaJob, failure: Failure) -> None:
        """Let the page say so; a person lays the frames by hand."""
        _tell(_reference(AlignSubject.model_validate(job.subject)))

    def cancel(self, job: MediaJob) -> None:
        """Nothing was written."""


class _Seen:
    """Reads scans into thumbnails, each once, and tells how many frames that were."""

    def __init__(self, lease: Lease[MediaJob]) -> None:
        self._lease = lease
        self._read: dict[int, Thumbnails] = {}
        self._frames = 0

    def scan(self, scan: Scan) -> Thumbnails:
        """Return the thumbnails of a scan, by its frames; black where a proxy is missing."""
        if scan.pk not in self._read:
            self._read[scan.pk] = self._from_proxies(scan)
        return self._read[scan.pk]

    def _from_proxies(self, scan: Scan) -> Thumbnails:
        thumbnails: NDArray[np.uint8] = np.zeros((scan.frame_count or 0, *SHAPE), np.uint8)
        proxies = SourceProxy.objects.filter(scan=scan, rung=SEARCHED_RUNG).select_related("artefact")
        for proxy in proxies.order_by("first"):
            path = store().fetch(proxy.artefact.digest, proxy.artefact.extension)
            for number, luma in enumerate(proxy_lumas(path)):
                thumbnails[proxy.first + number] = thumbnail(luma)
            self._frames += proxy.count
            self._lease.progress("align", self._frames)
            self._lease.check()
        return thumbnails


def _film(assembly: Assembly, seen: _Seen) -> Thumbnails:
    parts = [
        seen.scan(span.scan)[span.scan_first : span.scan_first + span.count]
        if span.scan
        else np.zeros((span.count, *SHAPE), np.uint8)
        for span in assembly.spans.select_related("scan").order_by("position")
    ]
    return np.concatenate(parts)


def _reference(subject: AlignSubject) -> Reference:
    return Reference.objects.select_related("scan", "restoration__film").get(public_id=subject.reference)


def _offer(subject: AlignSubject, assembly: Assembly, found: Alignment) -> None:
    """Keep what was found, unless the search was overtaken while it looked: then a newer one has its own offer."""
    # The restoration's row is the lock under which assemblies are revised.
    Restoration.objects.select_for_update().get(pk=assembly.restoration_id)
    reference = _reference(subject)
    if subject == align_subject(reference):
        _keep(reference, assembly, found)
    _tell(reference)


def _keep(reference: Reference, assembly: Assembly, found: Alignment) -> None:
    spans = [
        {
            "first": one.first,
            "count": one.count,
            "reference_first": one.reference_first,
            "confidence": round(1000 * one.confidence),
        }
        for one in found.stretches
    ]
    FoundMap.objects.update_or_create(
        reference=reference,
        defaults={"assembly": assembly, "spans": spans, "confidence": round(1000 * found.confidence)},
    )


def _tell(reference: Reference) -> None:
    restoration = str(reference.restoration.public_id)
    payload = {"restoration": restoration, "reference": str(reference.public_id)}
    announce(film=reference.restoration.film, kind="reference.searched", payload=payload)
