import sys

import pytest

from benchmarks.__main__ import main
from benchmarks.tasks import UnknownTask, check_tasks


def test_tasks_that_there_are_pass() -> None:
    check_tasks(["dust"], {"dust": 1, "scratch": 2})
    check_tasks([], {})


def test_another_is_refused_and_those_that_there_are_are_named() -> None:
    with pytest.raises(UnknownTask, match="there is no task 'rain'; there are 'dust', 'scratch'"):
        check_tasks(["dust", "rain"], ["dust", "scratch"])


@pytest.mark.parametrize("name", ["restoration", "enlarge", "invention", "ablation", "generative"])
def test_who_names_a_wrong_task_is_told_and_nothing_is_measured(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.__main__._prepare", lambda: None)
    monkeypatch.setattr(sys, "argv", ["benchmarks", name, "--tasks", "rain"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    assert f"{name}: there is no task 'rain'; there are " in capsys.readouterr().err
