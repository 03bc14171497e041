"""Fill a fresh demo: people, the catalogue of 100 Hong Kong films, and a film to restore."""

from pathlib import Path

from review.accounts.models import Role
from review.catalog import services as catalog
from review.catalog import table
from review.catalog.models import Collection, Film
from review.catalog.schemas import FilledNames, FilmIn
from review.config.runtime import CHECKOUT
from review.scans.models import Scan
from review.scans.services.scans import Place, register_scan
from workers.demo.film import CREDIT, make_demo_film
from workers.demo.people import demo_user, seed_people

CLEAN_CLIP = CHECKOUT / "var" / "cache" / "bigbuckbunny.mp4"
CATALOGUE = CHECKOUT / "review" / "catalog" / "data" / "hong_kong_films.csv"
DEMO_ROOT = "demo"
DEMO_FILM = "worn_print.mkv"
DEMO_TITLE = FilledNames(zh_hant="大雄兔（示範）", zh_hans="大雄兔（示范）", en="Big Buck Bunny (demo)")
OWN_ROOT = "film"


class CatalogueRefused(RuntimeError):
    """The catalogue that ships with Answerprint does not import; the message names row and column."""


def seed(*, folder: Path, own_film: Path | None) -> None:
    """Make what is missing of the demo: a second call changes nothing.

    ``folder`` is the server root "demo", where the damaged film is written. ``own_film``, inside the root "film",
    is registered as a film of its own.
    """
    collection = seed_people()
    _seed_catalogue(collection)
    target = folder / DEMO_FILM
    if not target.exists():
        make_demo_film(CLEAN_CLIP, target)
    _seed_film(collection, names=DEMO_TITLE, year=2008, remarks=CREDIT, root=DEMO_ROOT, path=DEMO_FILM)
    if own_film is not None:
        names = FilledNames(en=own_film.stem.replace("_", " ").replace(".", " ")[:200])
        _seed_film(collection, names=names, year=2000, remarks="", root=OWN_ROOT, path=own_film.name)


def _seed_catalogue(collection: Collection) -> None:
    if Film.objects.filter(collection=collection).exists():
        return
    report = table.import_films(
        actor=demo_user(Role.ADMIN), collection=collection, content=CATALOGUE.read_bytes(), dry_run=False
    )
    if report.errors:
        raise CatalogueRefused(f"{CATALOGUE.name}: {report.errors[0]}")


def _seed_film(collection: Collection, *, names: FilledNames, year: int, remarks: str, root: str, path: str) -> None:
    if Scan.objects.filter(root_id=root, path=path, element__film__collection=collection, withdrawn_at=None).exists():
        return
    archivist = demo_user(Role.ARCHIVIST)
    film = Film.objects.filter(collection=collection, title_en=names.en, year=year).first()
    if film is None:
        film_in = FilmIn(names=names, year=year, remarks=remarks)
        film = catalog.create_film(actor=archivist, collection=collection, film=film_in)
    rate = "24" if root == OWN_ROOT else None
    register_scan(actor=archivist, film=film, root_id=root, path=path, rate=rate, place=Place())
