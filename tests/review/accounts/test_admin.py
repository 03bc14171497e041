"""Staff keep people, passwords, collections and roles on them; nobody else reaches the admin site."""

import pytest
from django.test import Client

from review.accounts.models import Membership, Role, User
from tests.factories.accounts import UserFactory
from tests.factories.catalog import FilmFactory
from tests.people import People

PAGES = ["accounts/user", "accounts/membership", "catalog/collection"]
PASSWORD = "a reel of nitrate"


@pytest.fixture
def staff(people: People) -> Client:
    people.ada.is_staff = True
    people.ada.save()
    return people.client(people.ada)


@pytest.mark.parametrize("page", PAGES)
def test_staff_list_and_add(staff: Client, page: str) -> None:
    assert staff.get("/admin/").status_code == 200
    assert staff.get(f"/admin/{page}/").status_code == 200
    assert staff.get(f"/admin/{page}/add/").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_others_are_kept_out(people: People, page: str) -> None:
    assert people.client(people.clara).get(f"/admin/{page}/", follow=True).status_code == 403
    logged_out = people.client(None).get("/admin/login/")
    assert (logged_out.status_code, logged_out["Location"].split("?")[0]) == (302, "/accounts/login/")


def test_the_pages_run_without_the_site_s_content_policy(staff: Client) -> None:
    assert "Content-Security-Policy" not in staff.get("/admin/accounts/user/")


def test_a_new_person_can_log_in(staff: Client, people: People) -> None:
    given = {
        "email": "Fei@Example.org",
        "display_name": "Fei",
        "locale": "en",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    answer = staff.post("/admin/accounts/user/add/", given)
    assert answer.status_code == 302
    fei = User.objects.get(email="fei@example.org")
    assert (fei.check_password(PASSWORD), fei.is_staff, fei.is_superuser) == (True, False, False)


def test_a_password_is_set_anew(staff: Client, people: People) -> None:
    path = f"/admin/accounts/user/{people.dita.pk}/password/"
    given = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert staff.post(path, given).status_code == 302
    people.dita.refresh_from_db()
    assert people.dita.check_password(PASSWORD)


def test_nobody_is_deleted_and_superusers_are_out_of_reach(staff: Client, people: People) -> None:
    root = UserFactory.create(is_superuser=True, is_staff=True)
    given = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    assert staff.post(f"/admin/accounts/user/{root.pk}/password/", given).status_code == 403
    assert staff.post(f"/admin/accounts/user/{people.dita.pk}/delete/", {"post": "yes"}).status_code == 403
    root.refresh_from_db()
    assert not root.check_password(PASSWORD)


def test_a_staff_member_makes_no_superuser(staff: Client, people: People) -> None:
    given = {"email": "ada@example.org", "display_name": "Ada", "locale": "en", "timezone": "Asia/Hong_Kong"}
    path = f"/admin/accounts/user/{people.ada.pk}/change/"
    assert staff.post(path, {**given, "is_active": "on", "is_staff": "on", "is_superuser": "on"}).status_code == 302
    people.ada.refresh_from_db()
    assert (people.ada.is_staff, people.ada.is_superuser) == (True, False)


def test_roles_here_are_on_whole_collections(staff: Client, people: People) -> None:
    Membership.objects.create(
        user=people.eve, role=Role.DIRECTOR, film=FilmFactory.create(collection=people.collection)
    )
    given = {"user": people.eve.pk, "role": "archivist", "collection": ""}
    assert staff.post("/admin/accounts/membership/add/", given).status_code == 200
    given["collection"] = people.collection.pk
    assert staff.post("/admin/accounts/membership/add/", given).status_code == 302
    added = Membership.objects.get(user=people.eve, collection=people.collection)
    assert added.role == Role.ARCHIVIST
    assert staff.post(f"/admin/accounts/membership/{added.pk}/delete/", {"post": "yes"}).status_code == 302
    assert list(people.eve.memberships.values_list("role", flat=True)) == ["director"]
