"""The pages outside the application, allauth's among them: our look, the reader's language, a way on."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import strip_tags
from django.utils.translation import override

from tests.people import People

ENTRANCE = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/x-y/",
    "/accounts/signup/",
    "/accounts/inactive/",
    "/accounts/confirm-email/",
    "/accounts/confirm-email/unknown/",
    "/nothing-here",
]
ACCOUNT = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/logout/",
    "/accounts/password/reset/",
]
PASSWORD = "right horse battery"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """Rate limits count in the cache."""
    cache.clear()


def english_on(page: str, *, names: tuple[str, ...] = ()) -> set[str]:
    """Return the English words a reader of ``page`` sees, apart from ``names`` and the buttons of the languages."""
    body = re.sub(r'(?s)<form class="languages".*?</form>', "", page.split("<body>", 1)[1])
    seen = strip_tags(re.sub(r"(?s)<(script|textarea)\b.*?</\1>", "", body))
    for name in ("Answerprint", *names):
        seen = seen.replace(name, "")
    return set(re.findall(r"[A-Za-z]{2,}", seen))


@pytest.mark.parametrize("language", ["zh-hant-hk", "zh-hans"])
@pytest.mark.parametrize("address", ENTRANCE)
def test_a_stranger_reads_every_page_in_the_chosen_language(db: None, address: str, language: str) -> None:
    client = Client()
    client.post("/language", {"language": language, "next": "/"})
    page = client.get(address).content.decode()
    assert "plain/plain.css" in page
    assert english_on(page) == set()


@pytest.mark.parametrize("language", ["zh-hant-hk", "zh-hans"])
@pytest.mark.parametrize("address", ACCOUNT)
def test_a_person_reads_every_page_in_the_language_of_their_profile(
    people: People, address: str, language: str
) -> None:
    client = logged_in(people, language)
    page = client.get(address, follow=True).content.decode()
    assert "plain/plain.css" in page
    assert 'class="languages"' not in page
    assert english_on(page, names=(people.clara.email, people.clara.display_name)) == set()


@pytest.mark.parametrize("language", ["zh-hant-hk", "zh-hans"])
@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/email/", "/accounts/reauthenticate/"])
def test_what_a_form_answers_is_in_the_language_of_the_person(people: People, address: str, language: str) -> None:
    client = logged_in(people, language)
    wrong = {"oldpassword": "wrong", "password": "wrong", "password1": "12", "password2": "21", "email": "no"}
    page = client.post(address, {**wrong, "action_add": ""}).content.decode()
    assert "errorlist" in page
    assert english_on(page, names=(people.clara.email, people.clara.display_name)) == set()


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "[Answerprint] Code for logging in"),
        ("zh-hant-hk", "[Answerprint] 登入驗證碼"),
        ("zh-hans", "[Answerprint] 登录验证码"),
    ],
)
def test_the_mail_with_the_code_is_in_the_language_of_the_page(people: People, language: str, subject: str) -> None:
    client = Client()
    client.post("/language", {"language": language, "next": "/"})
    page = client.post("/accounts/login/code/", {"email": people.clara.email}, follow=True).content.decode()
    assert mail.outbox[0].subject == subject
    assert page.count(people.clara.email) == 2, "told once, with a link"


def test_somebody_without_an_account_is_told_by_mail_and_not_invited_to_sign_up(db: None) -> None:
    Client().post("/accounts/password/reset/", {"email": "nobody@archive.example"})
    assert "There is no account with it." in mail.outbox[0].body
    assert "http" not in mail.outbox[0].body


def test_a_form_that_was_open_too_long_says_so_and_leads_back(db: None) -> None:
    refused = Client(enforce_csrf_checks=True).post("/language", {"language": "en"})
    assert refused.status_code == 403
    assert "This page was open too long" in refused.content.decode()
    assert '<a href="/">To the catalogue</a>' in refused.content.decode()


def test_the_page_of_an_error_needs_no_request() -> None:
    with override("en"):
        page = render_to_string("500.html")
    assert "Something went wrong" in page
    assert 'class="languages"' not in page


def test_the_pages_name_their_icon(people: People) -> None:
    assert "plain/favicon.svg" in Client().get("/accounts/login/").content.decode()
    assert Client().get("/static/plain/favicon.svg")["Content-Type"] == "image/svg+xml"


def logged_in(people: People, language: str) -> Client:
    """Return Clara's browser after a login with her password, and her confirmed address."""
    people.clara.locale = language
    people.clara.set_password(PASSWORD)
    people.clara.save()
    EmailAddress.objects.create(user=people.clara, email=people.clara.email, verified=True, primary=True)
    client = Client()
    assert client.post("/accounts/login/", {"login": people.clara.email, "password": PASSWORD}).status_code == 302
    return client
