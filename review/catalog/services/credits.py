"""Who made a film, and the text it is found by."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import F

from review.accounts import policies
from review.accounts.models import User
from review.accounts.policies import Action
from review.audit.services import record
from review.catalog.models import Credit, Film, Maker
from review.catalog.names import search_text
from review.catalog.schemas import MakerIn, Names
from review.config.errors import Conflict


@transaction.atomic
def set_makers(*, actor: User, film: Film, version: int, makers: Sequence[MakerIn]) -> Film:
    """Return ``film`` with ``makers`` as everybody who made it, directors included, in their order within a job.

    Raises ``Conflict`` where ``version`` is no longer the film's.
    """
    policies.require(actor, Action.EDIT_CATALOGUE, film)
    if not Film.objects.filter(pk=film.pk, version=version).update(version=F("version") + 1):
        raise Conflict
    film.refresh_from_db()
    by_job: dict[str, list[Names]] = defaultdict(list)
    for maker in makers:
        by_job[maker.job].append(maker.names)
    for job in Credit.Job:
        write_credits(film=film, job=job, people=by_job[job])
    refresh_search_text(film=film)
    record(
        film=film,
        kind="film.changed",
        actor=actor,
        payload={"film": str(film.public_id), "fields": ["makers"]},
    )
    return film


def write_credits(*, film: Film, job: Credit.Job, people: Iterable[Names]) -> None:
    """Make ``people`` those who did ``job``, in order; inside the caller's transaction.

    People are matched by their names; one named twice counts once.
    """
    film.credits.filter(job=job).delete()
    makers = dict.fromkeys(_maker(names) for names in people)
    Credit.objects.bulk_create(
        Credit(film=film, maker=maker, job=job, position=position) for position, maker in enumerate(makers)
    )


def refresh_search_text(*, film: Film) -> None:
    """Store the text the film is found by: all its titles and all its makers' names."""
    names = [film.title_zh_hant, film.title_zh_hans, film.title_en, *film.other_titles.splitlines()]
    for credit in film.credits.select_related("maker"):
        names += [credit.maker.name_zh_hant, credit.maker.name_zh_hans, credit.maker.name_en]
    film.search_text = search_text(names)
    film.save(update_fields=["search_text", "updated_at"])


def _maker(names: Names) -> Maker:
    fields = {"name_zh_hant": names.zh_hant, "name_zh_hans": names.zh_hans, "name_en": names.en}
    return Maker.objects.filter(**fields).order_by("pk").first() or Maker.objects.create(**fields)
