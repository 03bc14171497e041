"""The steps from noised film to clean latents, held to the film at each."""

from inspect import signature
from math import ceil
from typing import Any, Final

import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    LCMScheduler,
    SchedulerMixin,
    TCDScheduler,
)

from restoration.generative.consistency import held
from restoration.generative.control import Control
from restoration.generative.denoiser import Denoiser
from restoration.generative.motion import Motion
from restoration.generative.noise import generator_of
from restoration.generative.propagation import propagated

FEW_STEP: Final = (LCMScheduler, TCDScheduler)
"""Models for these were distilled with guidance in them, and must not be guided again."""
SCHEDULERS: Final = (DDIMScheduler, DPMSolverMultistepScheduler, *FEW_STEP)
"""Those that keep the variance of what they noise, so that ``alphas_cumprod`` says what is in a noisy latent."""
PREDICTIONS: Final = ("epsilon", "v_prediction", "sample")


def counting_from_noise(scheduler: Any) -> Any:
    """Return a copy of a scheduler whose steps are laid out from full noise on, as `timesteps_from` needs them.

    Laid out from the clean end, few steps begin with far less noise than they should (Lin et al., WACV 2024).
    """
    return type(scheduler).from_config(scheduler.config, timestep_spacing="trailing")


def timesteps_from(scheduler: Any, control: Control, device: torch.device) -> torch.Tensor:
    """Return the timesteps of `steps` steps that begin where the noise is as strong as `strength` says, or next below.

    All the steps there could be from full noise on are even, so few steps have few places to begin at. Where fewer
    timesteps lie below the strength than steps are asked for, each of them is a step. Schedulers for few steps have a
    limited number of places to step on, and begin no lower than on the first of these.
    """
    if "strength" in signature(scheduler.set_timesteps).parameters:
        places = scheduler.config.original_inference_steps
        strength = control.strength if int(places * control.strength) else min(1.0, 1.5 / places)
        at_most = int(places * strength)
        scheduler.set_timesteps(min(control.steps, at_most), device=device, strength=strength)
        return torch.as_tensor(scheduler.timesteps)
    trained = scheduler.config.num_train_timesteps
    steps = min(control.steps, max(1, int(trained * control.strength)))
    count = min(trained, ceil(round(steps / control.strength, 6)))
    scheduler.set_timesteps(count, device=device)
    # Counting down in fractions, libraries end a step below the first for some numbers of steps: the next is taken.
    while len(scheduler.timesteps) != count or scheduler.timesteps[-1] < 0:
        count += 1
        scheduler.set_timesteps(count, device=device)
    begin = count - steps
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(begin)
    return torch.as_tensor(scheduler.timesteps[begin:])


def clean_of(scheduler: Any, predicted: torch.Tensor, noisy: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
    """Return the clean latents that a prediction means."""
    signal, noise = _parts(scheduler, timestep, noisy.device)
    kind = scheduler.config.prediction_type
    if kind == "epsilon":
        return (noisy - noise * predicted) / signal
    return signal * noisy - noise * predicted if kind == "v_prediction" else predicted


def prediction_of(scheduler: Any, clean: torch.Tensor, noisy: torch.Tensor, timestep: torch.Tensor) -> torch.Tensor:
    """Return the prediction that would mean these clean latents."""
    signal, noise = _parts(scheduler, timestep, noisy.device)
    kind = scheduler.config.prediction_type
    if kind == "epsilon":
        return (noisy - signal * clean) / noise
    return (signal * noisy - clean) / noise if kind == "v_prediction" else clean


def restored_latents(
    denoiser: Denoiser,
    scheduler: SchedulerMixin,
    *,
    film: torch.Tensor,
    noise: torch.Tensor,
    motion: Motion,
    control: Control,
) -> torch.Tensor:
    """Return clean latents for the film's own, T x C x h x w, that begin with `noise` of `strength` on these.

    Where no tile lies they stay the film's. Schedulers that draw noise of their own at each step draw it frame by
    frame, each from the seed and its number, so that a window's size and place change none of it.
    """
    steps: Any = counting_from_noise(scheduler)
    timesteps = timesteps_from(steps, control, film.device)
    noisy = steps.add_noise(film, noise, timesteps[:1])
    more: dict[str, Any] = {}
    if "generator" in signature(steps.step).parameters:
        more["generator"] = [generator_of(control.seed, "steps", denoiser.first + place) for place in range(len(film))]
    clean = film
    for timestep in timesteps:
        predicted = denoiser.predicted(noisy, timestep)
        clean = torch.where(denoiser.tiles.covered, clean_of(steps, predicted, noisy, timestep), film)
        clean = held(clean, film, control.consistency)
        clean = propagated(clean, film, motion, control.propagation)
        noisy = steps.step(prediction_of(steps, clean, noisy, timestep), timestep, noisy, **more).prev_sample
    return clean


def _parts(scheduler: Any, timestep: torch.Tensor, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Return how much of the signal and of the noise is in a noisy latent."""
    kept = scheduler.alphas_cumprod.to(device)[timestep.long()]
    return kept.sqrt(), (1 - kept).sqrt()
