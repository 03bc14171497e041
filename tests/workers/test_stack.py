"""The stack of the tests themselves."""

from pytest_django import DjangoDbBlocker

from tests.workers.stack import Stack


def test_what_a_test_started_ends_with_it(services: Stack, django_db_blocker: DjangoDbBlocker) -> None:
    """Workers that went on would claim the jobs of the next test."""
    with django_db_blocker.unblock(), services.database():
        services.run("beat")
        assert services.running == ["beat"]
    assert services.running == []
