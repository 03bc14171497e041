"""Whether this process can serve: it reaches the database and the broker."""

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, JsonResponse


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 where database and broker answer, 503 naming what does not."""
    failed = [name for name, check in (("database", _database), ("broker", _broker)) if not check()]
    return JsonResponse({"ok": not failed, "failed": failed}, status=503 if failed else 200)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return False
    return True


def _broker() -> bool:
    url = settings.BROKER_URL.replace("redis+socket://", "unix://", 1)
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
