"""The steps, with a network that knows the answer."""

from dataclasses import dataclass
from typing import Any

import pytest
import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler, LCMScheduler, TCDScheduler

from restoration.generative.control import Control
from restoration.generative.grid import Tiles
from restoration.generative.motion import Motion
from restoration.generative.sampling import (
    PREDICTIONS,
    clean_of,
    counting_from_noise,
    prediction_of,
    restored_latents,
    timesteps_from,
)

SIDE = 16
NOISING = {"beta_start": 0.0001, "beta_end": 0.02, "beta_schedule": "scaled_linear"}
EACH_ALONE = Motion([None] * 3, [None] * 3)


def scheduler(kind: Any = DDIMScheduler, prediction: str = "v_prediction") -> Any:
    more = {} if kind is DPMSolverMultistepScheduler else {"clip_sample": False}
    return kind(**NOISING, prediction_type=prediction, **more)


def drawn(seed: int, count: int = 3) -> torch.Tensor:
    return torch.randn(count, 4, SIDE, SIDE, generator=torch.Generator().manual_seed(seed))


@dataclass
class Knowing:
    """Stands for a denoiser that believes in ``clean``; it keeps what it was shown first."""

    scheduler: Any
    clean: torch.Tensor
    first: int = 40
    shown: torch.Tensor | None = None

    @property
    def tiles(self) -> Tiles:
        return Tiles(torch.ones(SIDE, SIDE, dtype=torch.bool), SIDE)

    def predicted(self, noisy: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
        self.shown = noisy if self.shown is None else self.shown
        return prediction_of(self.scheduler, self.clean, noisy, timestep)


def run(of_model: Any, film: torch.Tensor, clean: torch.Tensor, **control: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the latents that come out, and those that the network was shown first."""
    knowing = Knowing(of_model, clean)
    made = restored_latents(
        knowing,  # type: ignore[arg-type]
        of_model,
        film=film,
        noise=drawn(7),
        motion=EACH_ALONE,
        control=Control(propagation=0, **control),
    )
    assert knowing.shown is not None
    return made, knowing.shown


@pytest.mark.parametrize("prediction", PREDICTIONS)
def test_a_prediction_and_the_clean_latents_that_it_means(prediction: str) -> None:
    steps, timestep = scheduler(prediction=prediction), torch.tensor(300)
    clean, noise = drawn(1), drawn(2)
    noisy = steps.add_noise(clean, noise, timestep[None])
    predicted = prediction_of(steps, clean, noisy, timestep)
    assert torch.allclose(clean_of(steps, predicted, noisy, timestep), clean, atol=1e-4)
    if prediction == "epsilon":
        assert torch.allclose(predicted, noise, atol=1e-4)


@pytest.mark.parametrize("kind", [DDIMScheduler, DPMSolverMultistepScheduler, LCMScheduler, TCDScheduler])
@pytest.mark.parametrize("strength", [0.001, 0.01, 0.03, 0.1, 0.58, 1.0])
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_what_the_model_believes_comes_out(kind: Any, strength: float) -> None:
    clean = drawn(1)
    made, _ = run(scheduler(kind), drawn(2), clean, strength=strength, consistency=0)
    assert torch.allclose(made, clean, atol=1e-3)


@pytest.mark.parametrize(
    ("strength", "steps", "begun"),
    [
        (0.25, 1, 249),
        (0.25, 2, 249),
        (0.25, 4, 249),
        (0.1, 4, 99),
        (0.1, 1, 99),
        (1.0, 1, 999),
        # Of even steps from full noise on, the next below 600.
        (0.6, 2, 499),
        (0.6, 4, 570),
        # There are no more timesteps below than these.
        (0.01, 50, 9),
        (0.001, 50, 0),
    ],
)
def test_it_begins_with_the_films_latents_noised_to_the_strength(strength: float, steps: int, begun: int) -> None:
    film, of_model = drawn(2), scheduler()
    _, shown = run(of_model, film, film, strength=strength, steps=steps)
    expected = of_model.add_noise(film, drawn(7), torch.tensor([begun]))
    assert torch.allclose(shown, expected, atol=1e-5)


@pytest.mark.parametrize("kind", [DDIMScheduler, DPMSolverMultistepScheduler])
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize(("strength", "steps"), [(0.033, 2), (0.082, 5), (0.165, 10), (0.075, 17), (0.15, 34)])
def test_no_step_lies_below_the_first(kind: Any, strength: float, steps: int) -> None:
    """Where libraries count down in fractions, and end one step too far."""
    control = Control(strength=strength, steps=steps)
    found = timesteps_from(counting_from_noise(scheduler(kind)), control, torch.device("cpu"))
    assert len(found) == steps
    assert 0 <= int(found[-1]) < int(found[0]) <= 1000 * strength


@pytest.mark.parametrize("kind", [DDIMScheduler, DPMSolverMultistepScheduler, LCMScheduler, TCDScheduler])
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_more_strength_is_more_noise_with_every_scheduler(kind: Any) -> None:
    def begun(strength: float) -> float:
        control = Control(strength=strength, steps=2)
        return float(timesteps_from(counting_from_noise(scheduler(kind)), control, torch.device("cpu"))[0])

    found = [begun(strength) for strength in (0.02, 0.1, 0.25, 0.5, 1.0)]
    assert found == sorted(set(found))
    assert all(one <= strength * 1000 for one, strength in zip(found[1:], (0.1, 0.25, 0.5, 1.0), strict=True))


def test_tone_stays_the_films_whatever_the_model_believes() -> None:
    film = drawn(2)
    made, _ = run(scheduler(), film, film + 3, strength=0.8)
    assert (made - film).abs().max() < 1e-3


def test_noise_that_a_scheduler_draws_belongs_to_the_frame() -> None:
    class Seeing(Knowing):
        def predicted(self, noisy: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
            return prediction_of(self.scheduler, noisy, noisy, timestep)

    def made(first: int, places: slice) -> torch.Tensor:
        film, count = drawn(2)[places], len(drawn(2)[places])
        steps = scheduler(LCMScheduler)
        motion = Motion([None] * count, [None] * count)
        control = Control(strength=0.8, propagation=0)
        return restored_latents(
            Seeing(steps, film, first=first),  # type: ignore[arg-type]
            steps,
            film=film,
            noise=drawn(7)[places],
            motion=motion,
            control=control,
        )

    assert torch.equal(made(40, slice(0, 3))[1:], made(41, slice(1, 3)))
    assert not torch.equal(made(40, slice(0, 3)), made(50, slice(0, 3)))
