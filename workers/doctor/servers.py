"""Checks of the database and the broker."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from workers.doctor.findings import Finding, well, wrong

OLDEST_POSTGRES = 150000
CHINESE_TITLE = "武狀元"


def check_database() -> list[Finding]:
    """Look at the version, the encoding, Chinese trigrams and open migrations."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")
            number, encoding = cursor.fetchone()
    except DatabaseError as error:
        remedy = "Start the embedded one with `manage.py services start`, or set DATABASE_URL."
        return [wrong("database", f"does not answer: {error}".strip(), remedy)]
    findings = []
    if number < OLDEST_POSTGRES:
        findings.append(wrong("database", f"version {number // 10000}", "Use PostgreSQL 15 or newer."))
    if encoding != "UTF8":
        findings.append(wrong("database", f"encoding {encoding}", "Create the database with ENCODING 'UTF8'."))
    findings = findings or [well("database", f"PostgreSQL {number // 10000}.{number % 10000}, {encoding}")]
    return [*findings, _migrations(), _trigrams()]


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return wrong("migrations", f"{len(missing)} not applied", "Run `manage.py migrate`.")
    return well("migrations", "all applied")


def _trigrams() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT show_trgm(%s)", [CHINESE_TITLE])
            trigrams = cursor.fetchone()[0]
    except DatabaseError:
        remedy = "Run `manage.py migrate`, or as a superuser: CREATE EXTENSION pg_trgm."
        return wrong("Chinese search", "the extension pg_trgm is missing", remedy)
    if not trigrams:
        remedy = "Create the database with LOCALE_PROVIDER builtin and LOCALE 'C.UTF-8' (PostgreSQL 17+) or ICU."
        return wrong("Chinese search", "the database sees no letters in Chinese text", remedy)
    return well("Chinese search", f"{len(trigrams)} trigrams in {CHINESE_TITLE}")


def check_broker() -> list[Finding]:
    """Look whether the broker answers."""
    url = settings.BROKER_URL.replace("redis+socket://", "unix://", 1)
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5) as client:
            version = client.info("server").get("valkey_version") or client.info("server").get("redis_version")
    except redis.RedisError as error:
        remedy = "Start the embedded one with `manage.py services start`, or set BROKER_URL."
        return [wrong("broker", f"does not answer: {error}", remedy)]
    return [well("broker", f"answers, version {version}")]
