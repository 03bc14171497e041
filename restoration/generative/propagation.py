"""What the model adds to a picture, carried to its neighbours along the motion, so that it does not flicker.

The training-free propagation of Upscale-A-Video (Zhou et al., CVPR 2024), with two differences: what is carried is what
the model *added* to the film's own latents, so that nothing of the film is read at another place; and both
directions begin from the same pictures and are averaged, so that neither end of a window is preferred.
"""

from collections.abc import Sequence

import torch

from restoration.generative.motion import Motion, Step, grid_places, seen_at


def propagated(clean: torch.Tensor, film: torch.Tensor, motion: Motion, part: float) -> torch.Tensor:
    """Return clean latents T x C x h x w that share what is added to the film's latents with their neighbours.

    `part`: 0..1, of what comes from a neighbour, where the motion is valid; what lies k pictures away counts part ** k.
    """
    if not part or len(clean) == 1:
        return clean
    added = clean - film
    onward = _carried(added, motion.before, part)
    backward = _carried(added.flip(0), motion.after[::-1], part).flip(0)
    return film + (onward + backward) / 2


def _carried(added: torch.Tensor, steps: Sequence[Step | None], part: float) -> torch.Tensor:
    """Return the additions of pictures in an order, each with part of those of the one before in that order."""
    places = grid_places(added.shape[-2], added.shape[-1], added.device)
    made = [added[:1]]
    for place, step in enumerate(steps[1:], start=1):
        own = added[place : place + 1]
        if step is None:
            made.append(own)
            continue
        came = seen_at(made[-1], places + step.flow, "nearest")
        made.append(torch.where(step.is_valid, own + part * (came - own), own))
    return torch.cat(made)
