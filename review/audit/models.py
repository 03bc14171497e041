"""The numbered, hash-chained, append-only log of each film; also what live pages catch up from."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from review.catalog.models import Film


class Feed(models.Model):
    """The head of a film's log. Locked by the transaction that writes, so numbers appear in order."""

    film = models.OneToOneField(Film, on_delete=models.PROTECT, related_name="feed")
    seq = models.BigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.film} · {self.seq}"


class Event(models.Model):
    """One change. ``hash`` covers the row and the previous hash."""

    film = models.ForeignKey(Film, on_delete=models.PROTECT, related_name="events")
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    payload = models.JSONField()
    at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["film_id", "seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["film", "seq"], name="event_film_seq"),
        ]

    def __str__(self) -> str:
        return f"{self.film_id} #{self.seq} {self.kind}"
