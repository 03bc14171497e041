"""The catalogue of a whole programme: 100 films, each with ten versions and a thousand notes."""

from itertools import islice, product

from django.db import connection

from review.catalog import table
from review.catalog.models import Film
from review.config.runtime import CHECKOUT
from review.notes.models import Note
from review.restorations.models import Restoration
from review.runs.models import Version
from review.scans.models import Element, Scan, ThumbnailSheet
from tests.factories.notes import DUST, LEFT_HALF
from tests.factories.restorations import restoration_of
from tests.factories.scans import ArtefactFactory, ElementFactory, ScanFactory, digest_of
from tests.people import People

CATALOGUE = CHECKOUT / "review" / "catalog" / "data" / "hong_kong_films.csv"
FILMS = 100
VERSIONS = 10
NOTES = 100_000
REELS = 6
FRAMES = 25_000
BATCH = 5_000


def fill_catalogue(people: People) -> None:
    """Write the shipped catalogue, and for each film six reels, a restoration, its versions and its notes."""
    table.import_films(actor=people.ada, collection=people.collection, content=CATALOGUE.read_bytes(), dry_run=False)
    films = list(Film.objects.order_by("pk"))
    if len(films) != FILMS:
        raise ValueError(f"the shipped catalogue has {len(films)} films, not {FILMS}")
    restorations = [_restoration(film, people) for film in films]
    _versions(restorations)
    _notes(restorations, people)
    _up_to_date()


def _restoration(film: Film, people: People) -> Restoration:
    element: Element = ElementFactory.create(film=film)
    scans: list[Scan] = [
        ScanFactory.create(element=element, reel=reel, frame_count=FRAMES, created_by=people.arno)
        for reel in range(1, REELS + 1)
    ]
    sheets = [
        ThumbnailSheet(
            scan=scan,
            first=first,
            step=24,
            count=144,
            columns=12,
            tile_width=160,
            tile_height=90,
            artefact=ArtefactFactory.create(extension="webp", films=[film]),
        )
        for scan in scans
        for first in range(0, FRAMES, 24 * 144)
    ]
    ThumbnailSheet.objects.bulk_create(sheets)
    return restoration_of(scans[0])


def _versions(restorations: list[Restoration]) -> None:
    rows = []
    for restoration, number in product(restorations, range(1, VERSIONS + 1)):
        rows.append(
            Version(
                restoration=restoration,
                number=number,
                assembly=restoration.assemblies.get(),
                recipe=restoration.recipes.get(),
                hash=digest_of(f"{restoration.pk} {number}"),
                is_complete=True,
            )
        )
    Version.objects.bulk_create(rows)


def _notes(restorations: list[Restoration], people: People) -> None:
    states = [state.value for state in Note.State]
    scans = {restoration.pk: restoration.assemblies.get().spans.get().scan for restoration in restorations}
    rows = (
        Note(
            restoration=restorations[number % FILMS],
            scan=scans[restorations[number % FILMS].pk],
            first=number // FILMS * 20,
            end=number // FILMS * 20 + 2,
            region=LEFT_HALF,
            text=f"White spot {number}",
            author=people.dita,
            state=states[number // FILMS % len(states)],
            treatment=DUST,
        )
        for number in range(NOTES)
    )
    while batch := list(islice(rows, BATCH)):
        Note.objects.bulk_create(batch)


def _up_to_date() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
