"""HTTP of restorations: their axis, recipes, sides, and what a viewer needs of them."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.gzip import gzip_page
from ninja import Router, Status
from ninja.decorators import decorate_view

from restoration.recipe import recipe_schema
from review.accounts.policies import person, visible_films
from review.config.errors import NotFound
from review.restorations import presentation, queries
from review.restorations.find import found_frames, frame_address
from review.restorations.invention import invention
from review.restorations.invention_schemas import InventionOut
from review.restorations.lanes import lanes
from review.restorations.manifest import manifest
from review.restorations.models import Restoration
from review.restorations.placements import placements
from review.restorations.schemas import (
    AssemblyIn,
    AssemblyOut,
    FoundFrame,
    FrameAddress,
    LanesOut,
    ManifestOut,
    Material,
    PlacementsOut,
    RecipeIn,
    RecipeOut,
    RestorationIn,
    RestorationOut,
    RestorationPatch,
    ScanEntryIn,
    SideOut,
    SlugIn,
    SoundOut,
    TimelineOut,
)
from review.restorations.services.assemblies import Entry, ScanEntry, Slug, save_assembly
from review.restorations.services.recipes import save_recipe
from review.restorations.services.restorations import change_restoration, open_restoration
from review.restorations.sides import parse_side
from review.restorations.sound import sound_manifest
from review.restorations.timeline import timeline
from review.scans.schemas import Count, Frame

router = Router(tags=["restorations"])

# A feature's files are 2 MB as text and a fifth of that compressed; the rest of the site is small.
_compressed = decorate_view(gzip_page)


@router.get("/films/{uuid:film_id}/material", response=Material)
def get_material(request: HttpRequest, film_id: UUID) -> dict[str, Any]:
    film = visible_films(request.user).filter(public_id=film_id).first()
    if film is None:
        raise NotFound
    return presentation.material(film)


@router.post("/films/{uuid:film_id}/restorations", response={201: RestorationOut})
def create_restoration(request: HttpRequest, film_id: UUID, body: RestorationIn) -> Status[dict[str, Any]]:
    actor = person(request.user)
    film = visible_films(actor).filter(public_id=film_id).first()
    if film is None:
        raise NotFound
    restoration = open_restoration(
        actor=actor,
        film=film,
        name=body.name,
        intent=Restoration.Intent(body.intent),
        entries=_entries(body.entries),
    )
    return Status(201, presentation.restoration_out(actor, restoration))


@router.get("/restorations/{uuid:restoration_id}", response=RestorationOut)
def get_restoration(request: HttpRequest, restoration_id: UUID) -> dict[str, Any]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    return presentation.restoration_out(request.user, restoration)


@router.patch("/restorations/{uuid:restoration_id}", response=RestorationOut)
def update_restoration(request: HttpRequest, restoration_id: UUID, body: RestorationPatch) -> dict[str, Any]:
    actor = person(request.user)
    restoration = change_restoration(
        actor=actor,
        restoration_id=restoration_id,
        version=body.version,
        changes=body.model_dump(exclude_unset=True, exclude={"version"}),
    )
    return presentation.restoration_out(actor, restoration)


@router.post("/restorations/{uuid:restoration_id}/assemblies", response={201: AssemblyOut})
def create_assembly(request: HttpRequest, restoration_id: UUID, body: AssemblyIn) -> Status[dict[str, Any]]:
    assembly = save_assembly(
        actor=person(request.user),
        restoration_id=restoration_id,
        base_revision=body.base_revision,
        entries=_entries(body.entries),
    )
    return Status(201, presentation.assembly_out(queries.axis_of(assembly.restoration)))


@router.get("/recipe-schema", response=dict[str, Any])
def get_recipe_schema(request: HttpRequest) -> dict[str, Any]:
    return recipe_schema()


@router.get("/restorations/{uuid:restoration_id}/recipe", response=RecipeOut)
def get_recipe(request: HttpRequest, restoration_id: UUID, number: int | None = None) -> dict[str, Any]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    return presentation.recipe_out(queries.recipe_of(restoration, number))


@router.post("/restorations/{uuid:restoration_id}/recipes", response={201: RecipeOut})
def create_recipe(request: HttpRequest, restoration_id: UUID, body: RecipeIn) -> Status[dict[str, Any]]:
    recipe = save_recipe(
        actor=person(request.user),
        restoration_id=restoration_id,
        base_revision=body.base_revision,
        body=body.body,
        summary=body.summary,
    )
    return Status(201, presentation.recipe_out(recipe))


@router.get("/restorations/{uuid:restoration_id}/sides", response=list[SideOut])
def list_sides(request: HttpRequest, restoration_id: UUID) -> list[dict[str, Any]]:
    restoration = queries.visible_restoration(request.user, restoration_id)
    return presentation.sides_out(restoration, queries.axis_of(restoration))


@router.get("/restorations/{uuid:restoration_id}/manifest", response=ManifestOut)
@_compressed
def get_manifest(request: HttpRequest, restoration_id: UUID, side: str = "source") -> HttpResponse:
    restoration = queries.visible_restoration(request.user, restoration_id)
    body = manifest(queries.axis_of(restoration), parse_side(restoration, side))
    # Six thousand files a feature: validating our own answer would take longer than making it.
    return JsonResponse(body)


@router.get("/restorations/{uuid:restoration_id}/sound", response=SoundOut)
@_compressed
def get_sound(request: HttpRequest, restoration_id: UUID) -> HttpResponse:
    """Return the tracks of sound of the newest assembly."""
    restoration = queries.visible_restoration(request.user, restoration_id)
    # A file every five seconds of each track: validating our own answer would take longer than making it.
    return JsonResponse(sound_manifest(queries.axis_of(restoration)))


@router.get("/restorations/{uuid:restoration_id}/placements", response=PlacementsOut)
def get_placements(
    request: HttpRequest, restoration_id: UUID, first: Frame, end: Count, side: str = "source"
) -> dict[str, Any]:
    """Return where the scan lies in the pictures of frames ``[first, end)`` of a side, up to 1,000 frames."""
    restoration = queries.visible_restoration(request.user, restoration_id)
    return placements(queries.axis_of(restoration), parse_side(restoration, side), first, end)


@router.get("/restorations/{uuid:restoration_id}/timeline", response=TimelineOut)
@_compressed
def get_timeline(request: HttpRequest, restoration_id: UUID) -> dict[str, Any]:
    return timeline(queries.axis_of(queries.visible_restoration(request.user, restoration_id)))


@router.get("/restorations/{uuid:restoration_id}/lanes", response=LanesOut)
@_compressed
def get_lanes(request: HttpRequest, restoration_id: UUID, side: str = "source") -> dict[str, Any]:
    """Return how flicker, defects, changes and invention run along the newest assembly."""
    restoration = queries.visible_restoration(request.user, restoration_id)
    return lanes(queries.axis_of(restoration), parse_side(restoration, side))


@router.get("/restorations/{uuid:restoration_id}/invention", response=InventionOut)
@_compressed
def get_invention(request: HttpRequest, restoration_id: UUID, side: str) -> dict[str, Any]:
    """Return by shot and place how much of a side's detail was invented: an estimate."""
    restoration = queries.visible_restoration(request.user, restoration_id)
    return invention(queries.axis_of(restoration), parse_side(restoration, side))


@router.get("/restorations/{uuid:restoration_id}/frames/{int:frame}", response=FrameAddress)
def get_frame(request: HttpRequest, restoration_id: UUID, frame: int) -> dict[str, Any]:
    axis = queries.axis_of(queries.visible_restoration(request.user, restoration_id))
    return frame_address(axis, frame)


@router.get("/restorations/{uuid:restoration_id}/find-frame", response=list[FoundFrame])
def find_frame(request: HttpRequest, restoration_id: UUID, q: str) -> list[dict[str, Any]]:
    axis = queries.axis_of(queries.visible_restoration(request.user, restoration_id))
    return found_frames(axis, q[:200])


def _entries(entries: list[ScanEntryIn | SlugIn]) -> list[Entry]:
    return [
        Slug(count=entry.slug)
        if isinstance(entry, SlugIn)
        else ScanEntry(scan=entry.scan, first=entry.first, end=entry.end)
        for entry in entries
    ]
