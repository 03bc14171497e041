"""People and what they may do where."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from review.config.identity import PublicIdModel


class Role(models.TextChoices):
    """What a membership lets a person do; see ``review.accounts.policies``."""

    ADMIN = "admin", _("Administrator")
    CURATOR = "curator", _("Curator")
    ARCHIVIST = "archivist", _("Archivist")
    DIRECTOR = "director", _("Director")


class Locale(models.TextChoices):
    """The interface languages."""

    EN = "en", "English"
    ZH_HANT_HK = "zh-hant-hk", "繁體中文（香港）"
    ZH_HANS = "zh-hans", "简体中文"


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(PublicIdModel, AbstractUser):
    """A person who logs in with an e-mail address. Never deleted, only deactivated."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("name"), max_length=120)
    locale = models.CharField(_("language"), max_length=12, choices=Locale.choices, default=Locale.ZH_HANT_HK)
    timezone = models.CharField(_("time zone"), max_length=64, default="Asia/Hong_Kong")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.display_name or self.email


class Membership(models.Model):
    """A role of one person on one film, or on every film of a collection."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    film = models.ForeignKey(
        "catalog.Film", on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    collection = models.ForeignKey(
        "catalog.Collection", on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(film__isnull=True) ^ models.Q(collection__isnull=True),
                name="membership_film_or_collection",
            ),
            models.UniqueConstraint(fields=["user", "role", "film"], name="membership_unique_film"),
            models.UniqueConstraint(fields=["user", "role", "collection"], name="membership_unique_collection"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"
