"""The people of the tests. Every access rule is asked as each of them.

Clara, Arno, Dita and Ada hold their role on the collection "The archive"; Eve can log in and holds none.
"""

from dataclasses import dataclass

from django.test import Client

from review.accounts.models import Role, User
from review.catalog.models import Collection
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import CollectionFactory


@dataclass(frozen=True)
class People:
    """Everyone, with the collection they work on."""

    collection: Collection
    clara: User
    arno: User
    dita: User
    ada: User
    eve: User

    def client(self, user: User | None) -> Client:
        """Return a browser session of ``user``, or of somebody logged out."""
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client


def make_people() -> People:
    """Create the five people and their roles on "The archive"."""
    collection = CollectionFactory.create()

    def person(name: str, role: Role | None) -> User:
        user = UserFactory.create(email=f"{name.lower()}@example.org", display_name=name)
        if role is not None:
            MembershipFactory.create(user=user, role=role, collection=collection)
        return user

    return People(
        collection=collection,
        clara=person("Clara", Role.CURATOR),
        arno=person("Arno", Role.ARCHIVIST),
        dita=person("Dita", Role.DIRECTOR),
        ada=person("Ada", Role.ADMIN),
        eve=person("Eve", None),
    )
