"""People and memberships."""

import factory

from review.accounts.models import Membership, Role, User
from tests.factories.catalog import CollectionFactory


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    locale = "en"


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    role = Role.ARCHIVIST
    film = None
    collection = factory.SubFactory(CollectionFactory)
