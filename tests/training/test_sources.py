import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.training.sample_sources import write_sources
from training.sources import SourceMissing, _take, sources

LICENCES = {"CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "CC-BY-SA-4.0", "GPL-2+", "Apache-2.0"}
MEASURED_ON = ("bikes", "bear", "bmx", "apple", "cockatoo", "temple", "city", "carphone", "reds")


def test_every_source_has_a_licence_that_lets_its_weights_ship() -> None:
    assert {source.licence for source in sources()} <= LICENCES
    assert len({source.name for source in sources()}) == len(sources()) == 42


def test_nothing_that_benchmarks_measure_on_is_trained_on() -> None:
    assert not [source.name for source in sources() if source.name.lower().startswith(MEASURED_ON)]


def test_a_file_that_was_not_fetched_or_was_changed_is_refused(tmp_path: Path) -> None:
    first, second = write_sources(tmp_path)
    assert first.path(tmp_path).name == "photograph0.png"
    shutil.copyfile(tmp_path / second.name, tmp_path / first.name)
    with pytest.raises(SourceMissing, match=r"photograph0\.png is not in .*: run `python -m training fetch`"):
        first.path(tmp_path)


def test_a_package_that_holds_another_file_than_listed_is_refused(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    first, second = write_sources(tmp_path)
    _take([first], tmp_path, kept)
    assert first.path(kept).is_file()
    with pytest.raises(SourceMissing, match=r"made-up 1 does not hold photograph1\.png as it is listed"):
        _take([replace(second, sha256=first.sha256)], tmp_path, kept)
    assert [path.name for path in kept.iterdir()] == [first.name]
