"""Register scans, try refused ones again, and correct what their headers say."""

from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from restoration import timebase
from restoration.timebase import FrameRate, Timecode
from review.accounts.models import User
from review.accounts.policies import Action, require, require_in_collection, visible
from review.audit import services as audit
from review.catalog.models import Film
from review.config.errors import NotFound
from review.runs.contracts import IngestSubject, ViewSubject
from review.runs.dispatch import request_media_job
from review.runs.models import MediaJob
from review.scans import roots
from review.scans.errors import (
    AlreadyRegistered,
    RateInvalid,
    RateNeeded,
    RootUnknown,
    ScanNotRefused,
    TimecodeInvalid,
)
from review.scans.models import Element, Scan
from review.scans.services.uploads import claim_complete_upload


@dataclass(frozen=True)
class Place:
    """Where a scan sits on its element; what is left out is filled in.

    ``infrared``: "alpha" declares that the fourth channel of the pictures is an infrared plane. ``pulldown``: "undo"
    has 2:3 pull-down undone, so that the scan's frames are the film's; the scan is refused where there is none.
    ``is_reference``: it is there to compare with, and no restoration begins with it.
    """

    element_id: UUID | None = None
    reel: int | None = None
    reel_name: str = ""
    infrared: str = ""
    pulldown: str = ""
    is_reference: bool = False


@transaction.atomic
def register_scan(*, actor: User, film: Film, root_id: str, path: str, rate: str | None, place: Place) -> Scan:
    """Return a new scan of the medium at ``path`` in an allowed root, waiting to be read by worker-media.

    Raises ``PathOutsideRoots``, ``PathNotFound``, ``RateNeeded`` (a folder without ``rate``), ``RateInvalid``,
    ``AlreadyRegistered``. What the medium really is shows only when the sandbox reads it.
    """
    require(actor, Action.REGISTER_SCAN, film)
    require_in_collection(actor, Action.REGISTER_SCAN)
    if root_id not in roots.root_ids():
        raise RootUnknown
    return _register(actor=actor, film=film, root_id=root_id, path=path, rate=rate, place=place)


@transaction.atomic
def register_upload(*, actor: User, film: Film, upload_id: UUID, rate: str | None, place: Place) -> Scan:
    """Return a new scan of a completed upload of ``actor`` on ``film``; the upload is used up.

    Raises ``NotFound`` for anybody else's upload and ``UploadIncomplete``.
    """
    require(actor, Action.REGISTER_SCAN, film)
    path = claim_complete_upload(actor=actor, film=film, upload_id=upload_id)
    return _register(actor=actor, film=film, root_id=roots.UPLOADS, path=path, rate=rate, place=place)


@transaction.atomic
def retry_scan(*, actor: User, scan_id: UUID, without: Literal["infrared", "pulldown"] | None = None) -> Scan:
    """Return a refused scan, waiting to be read again; ``without`` drops what was declared at registration.

    Raises ``ScanNotRefused``.
    """
    scan = _locked_scan(actor, scan_id)
    if scan.state != Scan.State.REFUSED:
        raise ScanNotRefused
    scan.state, scan.error_code, scan.error_detail, scan.error_values = Scan.State.REGISTERED, "", "", {}
    if without is not None:
        setattr(scan, without, "")
    scan.save(update_fields=["state", "error_code", "error_detail", "error_values", "infrared", "pulldown"])
    _tell("scan.registered", actor, scan)
    _request_ingest(scan)
    return scan


@transaction.atomic
def change_scan(
    *,
    actor: User,
    scan_id: UUID,
    reel: int | None = None,
    reel_name: str | None = None,
    start_timecode: str | None = None,
    color_overrides: dict[str, str] | None = None,
) -> Scan:
    """Return the scan with its reel or header facts corrected; what is None stays.

    ``color_overrides`` replaces the overrides as a whole; the tags found in the medium are kept beside them.
    Another coding or polarity makes proxies, thumbnails and stills anew, in the background.
    The rate is not correctable: it is the axis that notes and versions stand on.
    """
    scan = _locked_scan(actor, scan_id)
    changes: dict[str, Any] = {}
    if reel is not None:
        changes["reel"] = reel
    if reel_name is not None:
        changes["reel_name"] = reel_name
    if start_timecode is not None:
        changes["start_timecode"] = _checked_timecode(start_timecode, scan)
    if color_overrides is not None:
        changes["color"] = {**scan.color, "overrides": color_overrides}
    looked = scan.seen_as
    for name, value in changes.items():
        setattr(scan, name, value)
    scan.save(update_fields=sorted(changes))
    if scan.state == Scan.State.READY and scan.seen_as != looked:
        _request_views(scan)
    audit.record(
        film=scan.element.film,
        kind="scan.changed",
        actor=actor,
        payload={"scan": str(scan.public_id), "changes": changes},
    )
    return scan


def parse_rate(rate: str) -> FrameRate:
    """Return the rate people typed. Raises ``RateInvalid``."""
    try:
        return FrameRate.parse(rate)
    except timebase.RateInvalid as error:
        raise RateInvalid(rate=rate[:40]) from error


def _register(*, actor: User, film: Film, root_id: str, path: str, rate: str | None, place: Place) -> Scan:
    Film.objects.select_for_update().get(pk=film.pk)  # two clicks on one button must not register it twice
    real, relative = roots.resolve(root_id, path), roots.normalise(path)
    parsed = parse_rate(rate) if rate else None
    if parsed is None and real.is_dir():
        raise RateNeeded
    live = Scan.objects.filter(element__film=film, root_id=root_id, path=relative, withdrawn_at=None)
    if live.exists():
        raise AlreadyRegistered
    element = _element(film, place.element_id)
    scan = Scan.objects.create(
        element=element,
        reel=place.reel or _next_reel(element),
        reel_name=place.reel_name,
        infrared=place.infrared,
        pulldown=place.pulldown,
        is_reference=place.is_reference,
        root_id=root_id,
        path=relative,
        rate_num=parsed.num if parsed else None,
        rate_den=parsed.den if parsed else None,
        created_by=actor,
    )
    _tell("scan.registered", actor, scan)
    _request_ingest(scan)
    return scan


def _element(film: Film, element_id: UUID | None) -> Element:
    if element_id is None:
        return Element.objects.create(film=film)
    element = Element.objects.filter(film=film, public_id=element_id).first()
    if element is None:
        raise NotFound
    return element


def _next_reel(element: Element) -> int:
    last: int | None = element.scans.aggregate(last=Max("reel"))["last"]
    return (last or 0) + 1


def _locked_scan(actor: User, scan_id: UUID) -> Scan:
    scan = (
        visible(actor, Scan.objects.all(), "element__film")
        .select_for_update(of=("self",))
        .select_related("element__film")
        .filter(public_id=scan_id)
        .first()
    )
    if scan is None:
        raise NotFound
    require(actor, Action.REGISTER_SCAN, scan.element.film)
    return scan


def _checked_timecode(text: str, scan: Scan) -> str:
    if not text:
        return ""
    rate = FrameRate(scan.rate_num, scan.rate_den) if scan.rate_num and scan.rate_den else FrameRate(24, 1)
    try:
        return str(Timecode.parse(text, rate))
    except timebase.TimecodeInvalid as error:
        raise TimecodeInvalid(timecode=text[:40]) from error


def _request_ingest(scan: Scan) -> None:
    scan_id = str(scan.public_id)
    request_media_job(kind=MediaJob.Kind.INGEST, subject=IngestSubject(scan=scan_id), subject_key=scan_id)


def _request_views(scan: Scan) -> None:
    scan_id = str(scan.public_id)
    key = f"{scan_id}:{scan.seen_as}"
    request_media_job(kind=MediaJob.Kind.VIEW, subject=ViewSubject(scan=scan_id), subject_key=key)


def _tell(kind: str, actor: User, scan: Scan) -> None:
    payload = {"scan": str(scan.public_id), "root": scan.root_id, "path": scan.path, "state": scan.state}
    audit.record(film=scan.element.film, kind=kind, actor=actor, payload=payload)
