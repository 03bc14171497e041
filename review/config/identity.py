"""The identity every row shows outside: a random UUID, never the database key."""

import uuid

from django.db import models


class PublicIdModel(models.Model):
    """A row with a bigint key inside and ``public_id`` outside."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True
