"""Login, languages, security headers and health of the site."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.catalog import FilmFactory
from tests.people import People


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits count in the cache; each test starts from zero."""
    cache.clear()
    yield
    cache.clear()


def test_somebody_logged_out_is_sent_to_the_login_page(db: None) -> None:
    answer = Client().get("/films/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/films/")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Log in"), ("zh-hant-hk", "登入"), ("zh-hans", "登录")], ids=lambda value: value
)
def test_the_login_page_speaks_three_languages(db: None, language: str, words: str) -> None:
    client = Client()
    client.post("/language", {"language": language, "next": "/accounts/login/"})
    assert words in client.get("/accounts/login/").content.decode()


def test_errors_of_the_api_are_in_the_language_of_the_person(people: People) -> None:
    people.eve.locale = "zh-hant-hk"
    people.eve.save()
    refused = people.client(people.eve).get("/api/v1/films/00000000-0000-4000-8000-000000000000").json()
    assert refused["title"] == "找不到"


def test_nothing_is_allowed_by_default_and_scripts_need_a_nonce(db: None) -> None:
    policy = Client().get("/accounts/login/")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert "'unsafe-inline'" not in directives["script-src"]
    assert directives["frame-ancestors"] == "'none'"


def test_nobody_signs_up_alone(db: None) -> None:
    page = Client().get("/accounts/signup/")
    assert page.status_code == 200
    assert 'name="email"' not in page.content.decode()


def test_ten_wrong_passwords_lock_the_account_for_a_while(people: People) -> None:
    people.clara.set_password("right horse battery")
    people.clara.save()
    client = Client()
    for _ in range(10):
        client.post("/accounts/login/", {"login": people.clara.email, "password": "wrong"})
        cache.clear()  # allauth's own limit, which counts in the cache, would answer first
    answer = client.post("/accounts/login/", {"login": people.clara.email, "password": "right horse battery"})
    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()
    assert "sessionid" not in client.cookies


def test_wrong_passwords_of_one_person_do_not_lock_the_others_at_the_same_address(people: People) -> None:
    people.clara.set_password("right horse battery")
    people.clara.save()
    client = Client()
    for _ in range(10):
        client.post("/accounts/login/", {"login": people.eve.email.upper(), "password": "wrong"})
        cache.clear()
    assert client.post("/accounts/login/", {"login": people.eve.email, "password": "wrong"}).status_code == 429
    answer = client.post("/accounts/login/", {"login": people.clara.email, "password": "right horse battery"})
    assert answer.status_code == 302


def test_the_right_password_logs_in(people: People) -> None:
    people.clara.set_password("right horse battery")
    people.clara.save()
    client = Client()
    answer = client.post("/accounts/login/", {"login": people.clara.email, "password": "right horse battery"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_health_names_what_answers(db: None) -> None:
    assert Client().get("/healthz").json() == {"ok": True, "failed": []}


def test_every_answer_carries_its_request_id(people: People) -> None:
    answer = people.client(None).get("/api/v1/me")
    assert answer.json()["request_id"] == answer["X-Request-ID"]
    assert len(answer["X-Request-ID"]) == 32


def test_a_film_page_is_there_for_a_member_and_not_for_a_stranger(people: People) -> None:
    page = f"/films/{FilmFactory.create(collection=people.collection).public_id}"
    assert people.client(people.dita).get(page).status_code == 200
    refused = people.client(people.eve).get(page)
    assert (refused.status_code, "To the catalogue" in refused.content.decode()) == (404, True)
