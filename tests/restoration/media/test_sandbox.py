import os
import socket
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from restoration.media import (
    SandboxCrashed,
    SandboxFailed,
    SandboxLimits,
    SandboxOutOfMemory,
    SandboxTimeout,
    confinement,
    run_sandboxed,
)
from restoration.media.errors import NotAFilm
from tests.restoration.media.clips import encode, pictures

BODIES = "tests.restoration.media.bodies"
SMALL = SandboxLimits(memory_bytes=1536 * 1024**2, wall_seconds=60)


def test_progress_comes_in_order_and_the_answer_after_it() -> None:
    heard: list[dict[str, Any]] = []
    answer = run_sandboxed(f"{BODIES}:count", {"to": 50}, on_progress=heard.append)
    assert answer == {"sum": 1225}
    assert heard == [{"number": number} for number in range(50)]


def test_the_child_sees_limits_and_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    limits = SandboxLimits(memory_bytes=3 * 1024**3, cpu_seconds=77, open_files=99, file_bytes=1000)
    seen = run_sandboxed(f"{BODIES}:surroundings", {}, limits=limits)
    assert sorted(seen["environment"]) == [
        "LANG",
        "MALLOC_ARENA_MAX",
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "PATH",
    ]
    assert (seen["memory"], seen["cpu"], seen["descriptors"], seen["file"]) == (3 * 1024**3, 77, 99, 1000)
    assert (seen["core"], seen["folder"]) == (0, "/")


def test_the_childs_refusal_is_raised_as_the_same_class() -> None:
    with pytest.raises(NotAFilm, match=r"letter\.mov is not a film: it is a test") as refused:
        run_sandboxed(f"{BODIES}:refuse", {"name": "letter.mov"})
    assert refused.value.values == {"name": "letter.mov", "found": "it is a test"}


def test_a_refusal_unknown_here_keeps_its_code() -> None:
    with pytest.raises(SandboxFailed, match="unknown-elsewhere"):
        run_sandboxed(f"{BODIES}:refuse_unknown", {})


def test_an_unexpected_error_is_named() -> None:
    with pytest.raises(SandboxFailed, match="KeyError: 'seven'"):
        run_sandboxed(f"{BODIES}:stumble", {})
    with pytest.raises(SandboxFailed, match="no_such_function"):
        run_sandboxed(f"{BODIES}:no_such_function", {})


@pytest.mark.parametrize("body", ["swallow_memory", "swallow_memory_in_c"])
def test_a_memory_bomb_is_stopped(body: str) -> None:
    with pytest.raises(SandboxOutOfMemory, match="more than 1536 MB"):
        run_sandboxed(f"{BODIES}:{body}", {}, limits=SMALL)


def test_an_endless_loop_is_stopped_by_processor_time() -> None:
    limits = SandboxLimits(cpu_seconds=2, wall_seconds=60)
    with pytest.raises(SandboxTimeout, match="after 2 s"):
        run_sandboxed(f"{BODIES}:loop", {}, limits=limits)


def test_a_child_that_waits_is_stopped_by_the_clock() -> None:
    began = time.monotonic()
    with pytest.raises(SandboxTimeout, match="after 2 s"):
        run_sandboxed(f"{BODIES}:sleep", {}, limits=SandboxLimits(wall_seconds=2))
    assert time.monotonic() - began < 10


def test_a_crash_is_named_by_its_signal() -> None:
    with pytest.raises(SandboxCrashed, match="SIGSEGV"):
        run_sandboxed(f"{BODIES}:crash", {})


def test_a_child_that_just_leaves() -> None:
    with pytest.raises(SandboxFailed, match="exit code 7"):
        run_sandboxed(f"{BODIES}:leave", {})


def test_what_decoders_print_is_no_answer() -> None:
    assert run_sandboxed(f"{BODIES}:chatter", {}) == {"forged": False}


def test_an_error_while_listening_stops_the_child() -> None:
    class Cancelled(Exception):
        pass

    def stop(_: dict[str, Any]) -> None:
        raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        run_sandboxed(f"{BODIES}:sleep", {}, on_progress=stop)
    assert time.monotonic() - began < 10


def test_the_network_is_cut() -> None:
    if not confinement().network_is_cut:
        pytest.skip("this system lets no process drop its network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        called = threading.Event()

        def answer() -> None:
            server.accept()
            called.set()

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(SandboxFailed, match="unreachable"):
            run_sandboxed(f"{BODIES}:call_home", {"port": server.getsockname()[1]})
        assert not called.is_set()


def test_only_named_files_can_be_read_and_written(tmp_path: Path) -> None:
    if not confinement().files_are_fenced:
        pytest.skip("this kernel has no Landlock")
    allowed, secret = tmp_path / "film", tmp_path / "secret"
    for folder in (allowed, secret):
        folder.mkdir()
        (folder / "a.txt").write_text("words")
    argument = {"path": str(allowed / "a.txt")}
    assert run_sandboxed(f"{BODIES}:read", argument, readable=[allowed]) == {"text": "words"}
    with pytest.raises(SandboxFailed, match="PermissionError"):
        run_sandboxed(f"{BODIES}:read", {"path": str(secret / "a.txt")}, readable=[allowed])
    with pytest.raises(SandboxFailed, match="PermissionError"):
        run_sandboxed(f"{BODIES}:write", {"path": str(allowed / "b.txt"), "size": 1}, readable=[allowed])
    made = run_sandboxed(f"{BODIES}:write", {"path": str(allowed / "b.txt"), "size": 1}, writable=[allowed])
    assert made == {"size": 1}


def test_a_child_can_put_its_own_folders_away(tmp_path: Path) -> None:
    assert run_sandboxed(f"{BODIES}:use_a_folder", {"path": str(tmp_path)}, writable=[tmp_path]) == {"left": 0}


def test_a_medium_that_may_not_be_opened_is_refused_as_such(tmp_path: Path) -> None:
    if not confinement().files_are_fenced:
        pytest.skip("this kernel has no Landlock, and nothing else is closed to root")
    film = encode(tmp_path / "film.mp4", pictures(2), codec="libx264", pixel_format="yuv420p")
    heard: dict[str, dict[str, Any]] = {}
    run_sandboxed(
        f"{BODIES}:examine",
        {"paths": [str(film), str(tmp_path)], "most": 0},
        on_progress=lambda told: heard.update({told["path"]: told}),
    )
    assert [told.get("code") for told in heard.values()] == ["medium-unreadable", "medium-unreadable"]
    assert heard[str(film)]["detail"].startswith("film.mp4 may not be opened by Answerprint.")


def test_a_file_that_grows_too_large_is_stopped(tmp_path: Path) -> None:
    limits = SandboxLimits(file_bytes=1000)
    with pytest.raises(SandboxFailed, match="File too large"):
        run_sandboxed(
            f"{BODIES}:write", {"path": str(tmp_path / "b"), "size": 5000}, limits=limits, writable=[tmp_path]
        )


def test_a_playlist_cannot_name_another_local_file_even_to_a_careless_reader(tmp_path: Path) -> None:
    folder = tmp_path / "upload"
    folder.mkdir()
    hidden = encode(tmp_path / "hidden.ts", pictures(3), codec="libx264", pixel_format="yuv420p", options={"g": "1"})
    playlist = folder / "film.m3u8"
    playlist.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{hidden}\n#EXT-X-ENDLIST\n")
    assert run_sandboxed(f"{BODIES}:open_by_name", {"path": str(playlist)}, readable=[tmp_path]) == {"frames": 3}
    if not confinement().files_are_fenced:
        pytest.skip("this kernel has no Landlock; the format whitelist alone refuses playlists here")
    with pytest.raises(SandboxFailed):
        run_sandboxed(f"{BODIES}:open_by_name", {"path": str(playlist)}, readable=[folder])


def test_no_child_is_left_behind() -> None:
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text().split()
    for body in ("sleep", "crash", "count"):
        with pytest.raises(Exception, match=r"sandbox-|KeyError"):
            run_sandboxed(f"{BODIES}:{body}", {}, limits=SandboxLimits(wall_seconds=1))
    assert children.read_text().split() == before
