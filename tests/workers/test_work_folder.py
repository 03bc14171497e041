"""What killed workers leave behind is removed; what somebody works in is not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from workers import artefacts, work_folder

HOLD = """
import sys
from workers.work_folder import work_folder
with work_folder() as folder:
    (folder / "restored.mkv").write_bytes(b"half")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def places(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(work_folder, "YOUNGEST_SECONDS", -1.0)
    settings.STORE_URL = (tmp_path / "store").as_uri()
    artefacts.store.cache_clear()
    yield
    artefacts.store.cache_clear()


def test_a_folder_is_gone_after_the_work() -> None:
    with work_folder.work_folder() as folder:
        (folder / "restored.mkv").write_bytes(b"whole")
    assert not folder.exists()


@pytest.mark.parametrize("name", ["../kept", "{outside}", "link", "missing", "..", ""])
def test_a_child_can_name_only_what_it_made(tmp_path: Path, name: str) -> None:
    outside = tmp_path / "kept"
    outside.write_bytes(b"not the child's")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "grade.cube").write_bytes(b"made")
    (folder / "link").symlink_to(outside)
    assert work_folder.made_in(folder, "grade.cube") == folder / "grade.cube"
    with pytest.raises(ValueError, match="did not make"):
        work_folder.made_in(folder, name.format(outside=outside))


def test_a_killed_workers_folder_is_removed_and_a_live_ones_is_not() -> None:
    command = [sys.executable, "-c", f"import django; django.setup()\n{HOLD}"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "review.config.settings"}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        assert work_folder.remove_left_behind() == 0
        assert (folder / "restored.mkv").is_file()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert folder.exists()
    assert work_folder.remove_left_behind() == 1
    assert not folder.exists()
