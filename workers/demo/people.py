"""The demo's people: one login per role, all on the demo collection."""

from dataclasses import dataclass

from review.accounts.models import Locale, Membership, Role, User
from review.catalog.models import Collection

COLLECTION = "Hong Kong films"
PASSWORD = "answer-print-demo"  # noqa: S105  (printed at every start; the demo listens on this machine only)


@dataclass(frozen=True)
class DemoLogin:
    """One person of the demo."""

    email: str
    name: str
    role: Role
    locale: Locale


LOGINS = (
    DemoLogin("curator@demo.answerprint", "Clara Chan", Role.CURATOR, Locale.EN),
    DemoLogin("archivist@demo.answerprint", "Arno Au", Role.ARCHIVIST, Locale.EN),
    DemoLogin("director@demo.answerprint", "杜導演", Role.DIRECTOR, Locale.ZH_HANT_HK),
    DemoLogin("admin@demo.answerprint", "Ada Ng", Role.ADMIN, Locale.EN),
)


def seed_people() -> Collection:
    """Return the demo collection with every demo login on it; what is there already stays as it is."""
    collection, _ = Collection.objects.get_or_create(name=COLLECTION)
    for login in LOGINS:
        user = User.objects.filter(email=login.email).first()
        if user is None:
            user = User.objects.create_user(
                login.email, PASSWORD, display_name=login.name, locale=login.locale, is_staff=login.role == Role.ADMIN
            )
        Membership.objects.get_or_create(user=user, role=login.role, collection=collection)
    return collection


def demo_user(role: Role) -> User:
    """Return the demo person who holds ``role``."""
    [email] = [login.email for login in LOGINS if login.role == role]
    return User.objects.get(email=email)
