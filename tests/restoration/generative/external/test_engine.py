"""External engines by their contract, asked of a test double; what they draw is held to the film too."""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from restoration.generative.control import Control
from restoration.generative.errors import WindowNotUsable
from restoration.generative.external.engine import BEAT, ExternalEngine, beating
from restoration.generative.external.errors import (
    EngineDrewNonsense,
    EngineKilled,
    EngineNotAsDeclared,
    EngineNotReady,
    EngineOutOfMemory,
    EngineProblem,
    EngineRefused,
    EngineTooSlow,
)
from restoration.generative.external.program import Program
from restoration.models.contract import Model
from tests.restoration.generative.external.double import STRIPES
from tests.restoration.generative.random_model import Array, drifting, faithful

DOUBLE = Path(__file__).with_name("double.py")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where engines put their things, and what of it is left."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def engine(behaviour: str = "good", seconds: float = 60.0) -> ExternalEngine:
    return ExternalEngine(Program("stripes", (sys.executable, str(DOUBLE), behaviour)), seconds)


def drawn(one: ExternalEngine, count: int = 3, **more: object) -> list[Array]:
    frames = drifting(count, 40, 64)
    return list(one.restored(frames, faithful(frames), first=20, **({"fidelity": 0.0} | more)))  # type: ignore[arg-type]


def test_what_it_draws_is_mixed_into_the_faithful_pictures(folder: Path) -> None:
    frames = drifting(3, 40, 64)
    large = faithful(frames)
    made = drawn(engine())
    assert [one.shape for one in made] == [(80, 128, 3)] * 3
    added = made[1] - large[1]
    inside = added[30:50, 40:80]
    assert np.abs(inside[::2].mean() - inside[1::2].mean()) == pytest.approx(2 * STRIPES, rel=0.4)
    assert abs(float(added.mean())) < 1e-3
    assert list(folder.iterdir()) == []


def test_strength_0_fidelity_1_and_protection_are_the_faithful_picture_bit_for_bit() -> None:
    frames = drifting(2, 40, 64)
    large = faithful(frames)
    mask = np.zeros((40, 64), bool)
    mask[5:20, 8:40] = True
    for more in ({"control": Control(strength=0)}, {"fidelity": 1.0}):
        assert all(np.array_equal(one, other) for one, other in zip(drawn(engine(), 2, **more), large, strict=True))
    made = drawn(engine(), 2, protect={21: mask})
    assert np.array_equal(made[1][10:40, 16:80], large[1][10:40, 16:80])
    assert not np.array_equal(made[0][10:40, 16:80], large[0][10:40, 16:80])


def test_where_nothing_may_be_drawn_no_program_is_started() -> None:
    assert len(drawn(engine("1"), 2, fidelity=1.0)) == 2


def test_each_shot_is_a_request_of_its_own_and_surroundings_are_shown() -> None:
    frames = drifting(6, 40, 64)
    whole = drawn(engine(), 6)
    assert len(drawn(engine(), 6, cuts=(23,), kept=range(22, 25))) == 3
    some = list(engine().restored(frames, faithful(frames), first=20, kept=range(22, 24), fidelity=0.0))
    assert all(np.array_equal(one, other) for one, other in zip(some, whole[2:4], strict=True))
    with pytest.raises(WindowNotUsable, match=r"range\(19, 22\) are wanted"):
        drawn(engine(), 6, kept=range(19, 22))


def test_it_says_what_it_is() -> None:
    said = engine().program.describe()
    assert (said.engine, said.version, said.config) == ("stripes (a test double)", "1.0", "ab" * 32)
    with pytest.raises(EngineNotAsDeclared, match="it does not say what it is"):
        engine("mute").program.describe()
    with pytest.raises(EngineNotAsDeclared, match="it cannot be started, No such file"):
        Program("nothing", ("/nowhere/at/all",)).describe()


@pytest.mark.parametrize(
    ("behaviour", "kind", "retryable", "found"),
    [
        ("2", EngineRefused, False, "the double ends as it was told to"),
        ("3", EngineOutOfMemory, True, "ran out of memory"),
        ("4", EngineNotReady, True, "has no device now"),
        ("7", EngineProblem, False, "the double ends as it was told to"),
        ("killed", EngineKilled, True, "signal 9"),
    ],
)
def test_how_a_program_ends_is_an_error_with_a_name(
    behaviour: str, kind: type[EngineProblem], retryable: bool, found: str, folder: Path
) -> None:
    with pytest.raises(EngineProblem, match=found) as caught:
        drawn(engine(behaviour))
    assert type(caught.value) is kind
    assert caught.value.retryable is retryable
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("behaviour", "found"),
    [
        ("none", "3 of 3 pictures are missing"),
        ("one too many", r"00000023\.npy was not asked for"),
        ("small", r"00000020\.npy is float32 \(79, 128, 3\)"),
        ("double", r"00000020\.npy is float64"),
        ("no number", "holds what is no number"),
        ("bits", "and codes are 0 to 1"),
        ("negative", "is another picture than the film's"),
    ],
)
def test_results_that_are_no_pictures_of_the_film_are_refused(behaviour: str, found: str, folder: Path) -> None:
    dark = [np.asarray(one * 0.3, np.float32) for one in drifting(3, 40, 64)]
    with pytest.raises(EngineDrewNonsense, match=found):
        list(engine(behaviour).restored(dark, faithful(dark), first=20, fidelity=0.0))
    assert list(folder.iterdir()) == []


def ended(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return "\nState:\tZ" in Path(f"/proc/{process}/status").read_text()


def until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.05)
    return condition()


def test_a_program_that_finishes_nothing_is_ended_with_its_helpers(folder: Path) -> None:
    with pytest.raises(EngineTooSlow, match="it finished nothing in 3 s") as caught:
        drawn(engine("forever", seconds=3))
    assert caught.value.retryable
    helper = int((folder / "helper").read_text())
    assert until(lambda: ended(helper))


def test_whoever_watches_its_beat_can_stop_it(folder: Path) -> None:
    class Enough(Exception):
        pass

    def stopping(*planes: torch.Tensor) -> torch.Tensor:
        if (folder / "helper").exists() and (folder / "helper").read_text():
            raise Enough
        return beating(*planes)

    with pytest.raises(Enough):
        drawn(engine("forever"), computing=Model({BEAT: stopping}, "cpu"))
    assert until(lambda: ended(int((folder / "helper").read_text())))
    assert [path.name for path in folder.iterdir()] == ["helper"]


def test_credentials_of_ours_are_not_passed_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:secret@somewhere/all")
    said = Program("shell", ("/bin/sh", "-c", "env")).run(["describe"], folder, seconds=20)
    assert "HF_HUB_OFFLINE=1" in said
    assert "secret" not in said
