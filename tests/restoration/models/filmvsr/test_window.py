import numpy as np
import numpy.typing as npt
import pytest
import torch

from restoration.enlargement.lanczos import enlarged as enlarged_by_the_stage
from restoration.models.filmvsr.enlargement import enlarged, enlarged_by_torch
from restoration.models.filmvsr.motion import motions
from restoration.models.filmvsr.network import FilmVSR, build
from restoration.models.filmvsr.spec import MULTIPLE, REACH, REDUCTION, SCALES, SPEC
from restoration.models.filmvsr.window import Parts, enhanced, moved
from tests.restoration.models.filmvsr.sample_windows import drifting, lively, parts_of, tensors

Array = npt.NDArray[np.float32]


def _all(parts: Parts, pictures: list[Array], scale: int, kept: range | None = None) -> list[torch.Tensor]:
    with torch.inference_mode():
        return list(
            enhanced(parts, tensors(pictures), motions(pictures), scale=scale, kept=kept or range(len(pictures)))
        )


@pytest.mark.parametrize("scale", SCALES)
def test_untrained_it_is_the_classical_enlargement_to_the_last_row(scale: int) -> None:
    pictures = drifting(3, 37, 50)
    answers = _all(parts_of(build()), pictures, scale)
    assert [tuple(answer.shape) for answer in answers] == [(1, 3, 37 * scale, 50 * scale)] * 3
    for picture, answer in zip(pictures, answers, strict=True):
        expected = picture if scale == 1 else enlarged_by_the_stage(picture, scale, 1.0)
        np.testing.assert_allclose(answer[0].permute(1, 2, 0).clip(0, 1).numpy(), expected, atol=2e-6)


@pytest.mark.parametrize("scale", [2, 4])
def test_by_torch_it_is_the_same_enlargement(scale: int) -> None:
    picture = tensors(drifting(1, 37, 50))[0]
    torch.testing.assert_close(enlarged_by_torch(picture, scale), enlarged(picture, scale), atol=2e-6, rtol=0)


@pytest.mark.parametrize("scale", SCALES)
def test_what_is_added_stays_in_its_place(scale: int) -> None:
    """A symmetric network answers a symmetric window with symmetric pictures: nothing leans to one side."""
    network = build()
    for parameter in network.parameters():
        torch.nn.init.constant_(parameter, 0.0)
    _centre_taps(network, scale)
    pictures = [np.zeros((32, 32, 3), np.float32) for _ in range(2)]
    for picture in pictures:
        picture[14:18, 10:14] = 1
    added = _all(parts_of(network), pictures, scale)[0] - enlarged(tensors(pictures)[0], scale)
    heavy = added[0].abs().sum(dim=0)
    rows, columns = (torch.arange(32 * scale) + 0.5 for _ in range(2))
    assert float((heavy.sum(1) * rows).sum() / heavy.sum()) == pytest.approx(16 * scale, abs=1e-3)
    assert float((heavy.sum(0) * columns).sum() / heavy.sum()) == pytest.approx(12 * scale, abs=1e-3)


def _centre_taps(network: FilmVSR, scale: int) -> None:
    """Let the features be the pictures themselves, and the head pass them on: each convolution only its middle."""
    head = network.get_submodule(f"head_x{scale}")
    for layer in (network.extract.enter, network.join.meet):
        layer.weight.data[:12, :12, 1, 1] = torch.eye(12)
    network.extract.enter.bias.data[:12] = 0.5  # type: ignore[union-attr]
    for place in range(12):
        head.finer.weight.data[place, place, 1, 1] = 1  # type: ignore[union-attr,operator]
    head.fine.weight.data[:3, :3, 1, 1] = torch.eye(3)  # type: ignore[union-attr,operator]
    for channel in range(3):
        some = slice(channel * scale * scale, (channel + 1) * scale * scale)
        head.add.weight.data[some, channel, 1, 1] = 1  # type: ignore[union-attr,operator]


def test_equal_windows_give_equal_pixels_whatever_was_asked_before() -> None:
    parts, pictures = lively(), drifting(5, 40, 48)
    first = _all(parts, pictures, 2)
    _all(parts, [picture[::-1].copy() for picture in pictures], 2)
    assert all(torch.equal(one, other) for one, other in zip(first, _all(parts, pictures, 2), strict=True))


def test_what_is_kept_of_a_window_is_what_all_of_it_gives() -> None:
    parts, pictures = lively(), drifting(6, 40, 48)
    whole = _all(parts, pictures, 2)
    middle = _all(parts, pictures, 2, range(2, 4))
    assert all(torch.equal(one, other) for one, other in zip(whole[2:4], middle, strict=True))


def test_neighbours_on_both_sides_count_and_pictures_outside_the_window_do_not() -> None:
    parts, pictures = lively(), drifting(5, 40, 48)
    answer = _all(parts, pictures, 1, range(2, 3))[0]
    for place in (0, 4):
        other = [picture.copy() for picture in pictures]
        other[place][10:30, 10:30] = 0
        assert not torch.equal(_all(parts, other, 1, range(2, 3))[0], answer)
    assert not torch.equal(_all(parts, pictures[1:4], 1, range(1, 2))[0], answer)


@pytest.mark.parametrize("name", SPEC.parts)
def test_a_part_looks_as_far_as_it_says_and_no_farther(name: str) -> None:
    part = lively()[name]
    smaller, channels = (1, 3) if name == "extract" else (REDUCTION, 64 if name.startswith("head") else 48)
    planes = [
        torch.rand(1, channels, 96 // smaller, 96 // smaller)
        for _ in range(3 if name == "join" else 2 if name.startswith("propagate") else 1)
    ]
    for place, there in enumerate(planes):
        other = [one.clone() for one in planes]
        # One whole place of the tiles' grid.
        other[place][..., : MULTIPLE // smaller, : MULTIPLE // smaller] += 1
        with torch.inference_mode():
            differs = (part(*planes) != part(*other)).any(dim=1)[0]
        scale = differs.shape[0] / there.shape[-1] / smaller
        assert int(torch.nonzero(differs).max()) < (MULTIPLE + REACH[name]) * scale
        assert int(torch.nonzero(differs).max()) >= (MULTIPLE + REACH[name] - MULTIPLE) * scale - 1


def test_the_grid_of_motion_falls_on_whole_pixels_of_every_tile() -> None:
    assert MULTIPLE % REDUCTION == 0


def test_a_state_is_moved_by_single_pixels() -> None:
    picture = torch.rand(1, 12, 24, 24)
    state = torch.nn.functional.pixel_unshuffle(picture, 2)
    motion = torch.zeros(1, 2, 12, 12)
    motion[:, 0], motion[:, 1] = 1.5, -0.5
    back = torch.nn.functional.pixel_shuffle(moved(state, motion), 2)
    torch.testing.assert_close(back[..., 1:, :-3], picture[..., :-1, 3:], atol=1e-5, rtol=0)
    assert max(float(back[..., 0, :].abs().max()), float(back[..., -3:].abs().max())) < 1e-5


def test_motion_leads_to_where_things_went() -> None:
    pictures = drifting(3, 64, 96, step=4)
    first, middle, last = motions(pictures)
    assert first.before is None
    assert last.after is None
    assert middle.before is not None
    assert middle.after is not None
    assert middle.before.shape == middle.after.shape == (1, 2, 32, 48)
    inside = np.s_[:, :, 8:24, 8:40]
    np.testing.assert_allclose(middle.after[inside].mean(dim=(0, 2, 3)), [2, 0], atol=0.1)
    np.testing.assert_allclose(middle.before[inside].mean(dim=(0, 2, 3)), [-2, 0], atol=0.1)


def test_parts_are_computed_one_by_one() -> None:
    network = build()
    assert set(SPEC.parts) == {name for name, _ in network.named_children()}
    half = torch.zeros(1, 48, 8, 12)
    assert network.extract(torch.zeros(1, 3, 16, 24)).shape == half.shape
    for part in (network.propagate_back, network.propagate_on):
        assert part(half, half).shape == half.shape
    joined = network.join(half, half, half)
    for scale in SCALES:
        assert network.get_submodule(f"head_x{scale}")(joined).shape == (1, 3, 16 * scale, 24 * scale)
    assert 1_200_000 <= sum(parameter.numel() for parameter in network.parameters()) <= 2_500_000
    assert all(reach % MULTIPLE == 0 for reach in REACH.values())
