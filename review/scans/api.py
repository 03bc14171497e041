"""HTTP of elements, scans, shots and the server folders they come from."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from review.accounts.policies import Action, person, require_in_collection, visible_films
from review.catalog.models import Film
from review.config.errors import NotFound
from review.scans import presentation, queries, roots
from review.scans.schemas import (
    Declaration,
    ElementIn,
    ElementOut,
    ElementPatch,
    FolderOut,
    RootOut,
    ScanIn,
    ScanOut,
    ScanPatch,
    ScanRow,
    ScanSoundOut,
    ScanSoundPatch,
    ShotListIn,
    ShotListOut,
)
from review.scans.services.elements import add_element, change_element
from review.scans.services.scans import Place, change_scan, register_scan, register_upload, retry_scan
from review.scans.services.shots import save_shots
from review.scans.services.sounds import change_sound, request_sound
from review.scans.shots import Shot

router = Router(tags=["material"])


@router.post("/films/{uuid:film_id}/elements", response={201: ElementOut})
def create_element(request: HttpRequest, film_id: UUID, body: ElementIn) -> Status[dict[str, Any]]:
    actor = person(request.user)
    element = add_element(actor=actor, film=_film(request, film_id), fields=body.model_dump())
    return Status(201, presentation.element_out(element, {}))


@router.patch("/elements/{uuid:element_id}", response=ElementOut)
def update_element(request: HttpRequest, element_id: UUID, body: ElementPatch) -> dict[str, Any]:
    fields = body.model_dump(exclude_unset=True, exclude_none=True)
    element = change_element(actor=person(request.user), element_id=element_id, fields=fields)
    return presentation.element_out(element, queries.live_ingests(element.scans.all()))


@router.get("/roots", response=list[RootOut])
def list_roots(request: HttpRequest) -> list[dict[str, str]]:
    require_in_collection(request.user, Action.REGISTER_SCAN)
    return [{"id": root_id} for root_id in roots.root_ids()]


@router.get("/roots/{root_id}/entries", response=FolderOut)
def list_entries(request: HttpRequest, root_id: str, path: str = "") -> dict[str, Any]:
    require_in_collection(request.user, Action.REGISTER_SCAN)
    entries = roots.browse(root_id, path)
    return {"path": roots.normalise(path), "entries": [vars(entry) for entry in entries]}


@router.post("/films/{uuid:film_id}/scans", response={202: ScanRow})
def create_scan(request: HttpRequest, film_id: UUID, body: ScanIn) -> Status[dict[str, Any]]:
    actor, film = person(request.user), _film(request, film_id)
    place = Place(
        body.element_id,
        body.reel,
        body.reel_name,
        infrared=body.infrared or "",
        pulldown=body.pulldown or "",
        is_reference=body.is_reference,
    )
    if body.upload_id is not None:
        scan = register_upload(actor=actor, film=film, upload_id=body.upload_id, rate=body.rate, place=place)
    else:
        scan = register_scan(
            actor=actor, film=film, root_id=body.root_id or "", path=body.path or "", rate=body.rate, place=place
        )
    return Status(202, presentation.one_scan_row(scan))


@router.get("/scans/{uuid:scan_id}", response=ScanOut)
def get_scan(request: HttpRequest, scan_id: UUID) -> dict[str, Any]:
    return presentation.scan_out(queries.visible_scan(request.user, scan_id))


@router.patch("/scans/{uuid:scan_id}", response=ScanOut)
def update_scan(request: HttpRequest, scan_id: UUID, body: ScanPatch) -> dict[str, Any]:
    change_scan(
        actor=person(request.user),
        scan_id=scan_id,
        reel=body.reel,
        reel_name=body.reel_name,
        start_timecode=body.start_timecode,
        color_overrides=None if body.color is None else body.color.model_dump(exclude_none=True),
    )
    return presentation.scan_out(queries.visible_scan(request.user, scan_id))


@router.post("/scans/{uuid:scan_id}/retry", response={202: ScanRow})
def retry(request: HttpRequest, scan_id: UUID, without: Declaration | None = None) -> Status[dict[str, Any]]:
    scan = retry_scan(actor=person(request.user), scan_id=scan_id, without=without)
    return Status(202, presentation.one_scan_row(scan))


@router.post("/scans/{uuid:scan_id}/sounds", response={202: ScanRow})
def make_sounds(request: HttpRequest, scan_id: UUID) -> Status[dict[str, Any]]:
    """Have the scan's sound made ready for listening, again where it was."""
    return Status(202, presentation.one_scan_row(request_sound(actor=person(request.user), scan_id=scan_id)))


@router.patch("/scans/{uuid:scan_id}/sounds/{int:stream}", response=ScanSoundOut)
def update_sound(request: HttpRequest, scan_id: UUID, stream: int, body: ScanSoundPatch) -> dict[str, Any]:
    changes = body.model_dump(exclude_none=True)
    changed = change_sound(actor=person(request.user), scan_id=scan_id, stream=stream, changes=changes)
    return presentation.sound_out(changed)


@router.get("/scans/{uuid:scan_id}/shots", response=ShotListOut)
def get_shots(request: HttpRequest, scan_id: UUID) -> dict[str, Any]:
    revision, shots = queries.shots_of(queries.visible_scan(request.user, scan_id))
    return {"revision": revision, "shots": shots}


@router.put("/scans/{uuid:scan_id}/shots", response=ShotListOut)
def put_shots(request: HttpRequest, scan_id: UUID, body: ShotListIn) -> dict[str, Any]:
    shots = [cast(Shot, shot.model_dump()) for shot in body.shots]
    saved = save_shots(actor=person(request.user), scan_id=scan_id, base_revision=body.base_revision, shots=shots)
    return {"revision": saved.revision, "shots": saved.shots}


def _film(request: HttpRequest, film_id: UUID) -> Film:
    film = visible_films(request.user).filter(public_id=film_id).first()
    if film is None:
        raise NotFound
    return film
