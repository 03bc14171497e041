from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings

from restoration.models.registry import model_specs, using_models
from workers.doctor import machine, servers
from workers.doctor.findings import Finding


def by_name(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


@pytest.mark.django_db
def test_a_healthy_database_sees_chinese_letters() -> None:
    found = by_name(servers.check_database())
    assert all(finding.is_well for finding in found.values())
    assert found["Chinese search"].state == "4 trigrams in 武狀元"


@pytest.mark.django_db
def test_a_database_without_trigrams_is_told_what_to_do() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    found = by_name(servers.check_database())
    assert "CREATE EXTENSION pg_trgm" in found["Chinese search"].remedy


def test_a_broker_that_does_not_answer_is_named(settings: Settings) -> None:
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    [finding] = servers.check_broker()
    assert not finding.is_well
    assert "BROKER_URL" in finding.remedy


def test_a_store_is_written_read_and_left_as_it_was(settings: Settings, tmp_path: object) -> None:
    settings.STORE_URL = f"file://{tmp_path}"
    [finding] = machine.check_store()
    assert finding.is_well or not finding.is_fatal
    assert finding.state.startswith("works")


def test_codecs_and_libraries_of_this_installation_are_well() -> None:
    assert all(finding.is_well for finding in [*machine.check_codecs(), *machine.check_libraries()])


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_and_fails(settings: Settings) -> None:
    settings.BROKER_URL = "redis://127.0.0.1:1/0"
    said = StringIO()
    with pytest.raises(CommandError, match="broker"):
        call_command("doctor", stdout=said)
    assert "✗ broker" in said.getvalue()
    assert "✓ Chinese search" in said.getvalue()


def test_networks_have_the_weights_they_were_released_with(settings: Settings, tmp_path: Path) -> None:
    settings.COMPILED_DIR = str(tmp_path / "compiled")
    found = by_name(machine.check_networks())
    assert all(finding.is_well for finding in found.values())
    assert {"network defectnet", "network span", "compiled networks"} <= found.keys()
    settings.COMPILED_DIR = "/proc/nowhere"
    changed = {"defectnet": replace(model_specs()["defectnet"], sha256="ab" * 32)}
    with using_models(changed):
        found = by_name(machine.check_networks())
    assert "is another one" in found["network defectnet"].state
    assert found["network defectnet"].is_fatal
    assert not found["compiled networks"].is_well
    assert not found["compiled networks"].is_fatal
