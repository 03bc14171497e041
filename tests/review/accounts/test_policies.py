"""Who may do what, asked as each person; which films each person sees."""

import pytest

from review.accounts import policies
from review.accounts.policies import Action
from review.config.errors import Forbidden, NotFound, NotLoggedIn
from tests.factories.accounts import MembershipFactory
from tests.factories.catalog import CollectionFactory, FilmFactory
from tests.people import People


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dita", {Action.VIEW, Action.NOTE, Action.SIGN_OFF}),
        (
            "arno",
            {
                Action.VIEW,
                Action.NOTE,
                Action.TRIAGE,
                Action.EDIT_CATALOGUE,
                Action.REGISTER_SCAN,
                Action.EDIT_RECIPE,
                Action.RUN,
                Action.SEE_COVERAGE,
            },
        ),
        (
            "clara",
            {
                Action.VIEW,
                Action.NOTE,
                Action.TRIAGE,
                Action.EDIT_CATALOGUE,
                Action.REGISTER_SCAN,
                Action.EDIT_RECIPE,
                Action.RUN,
                Action.DECIDE,
                Action.SEE_COVERAGE,
            },
        ),
        ("ada", set(Action) - {Action.DECIDE, Action.SIGN_OFF}),
        ("eve", set()),
    ],
)
def test_each_role_may_do_exactly_its_actions(people: People, name: str, expected: set[Action]) -> None:
    film = FilmFactory.create(collection=people.collection)
    assert policies.actions_on(getattr(people, name), film) == expected


def test_a_stranger_is_told_nothing_exists_and_a_member_is_told_no(people: People) -> None:
    film = FilmFactory.create(collection=people.collection)
    with pytest.raises(NotFound):
        policies.require(people.eve, Action.VIEW, film)
    with pytest.raises(Forbidden) as refused:
        policies.require(people.arno, Action.DECIDE, film)
    assert refused.value.values == {"action": "decide"}


def test_a_role_on_one_film_shows_that_film_only(people: People) -> None:
    hers = FilmFactory.create(collection=people.collection)
    FilmFactory.create(collection=people.collection, year=1983)
    MembershipFactory.create(user=people.eve, role="director", film=hers, collection=None)
    assert list(policies.visible_films(people.eve)) == [hers]


def test_a_collection_role_does_not_reach_another_collection(people: People) -> None:
    elsewhere = FilmFactory.create(collection=CollectionFactory.create(name="Another house"))
    assert elsewhere not in policies.visible_films(people.clara)
    with pytest.raises(NotFound):
        policies.require(people.clara, Action.VIEW, elsewhere)


def test_a_deactivated_person_is_logged_out(people: People) -> None:
    people.clara.is_active = False
    with pytest.raises(NotLoggedIn):
        policies.visible_films(people.clara)
