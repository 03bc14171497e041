"""Files of ncnn, written here by hand: what is read computes what they say, and what is not understood is refused."""

import re

import numpy as np
import pytest
import torch

from restoration.models.ncnn import HALF_PRECISION, read_graph

HALF, PLAIN = HALF_PRECISION.to_bytes(4, "little"), bytes(4)


def described(*lines: str, magic: int = 7767517) -> bytes:
    return "\n".join([str(magic), f"{len(lines)} {len(lines)}", *lines, ""]).encode()


def numbers(values: object, kind: str = "<f4") -> bytes:
    return np.asarray(values, kind).tobytes()


def computed(description: bytes, weights: bytes, planes: torch.Tensor) -> torch.Tensor:
    with torch.inference_mode():
        answer: torch.Tensor = read_graph(description, weights)(planes)
        return answer


def test_a_convolution_of_halves_and_of_whole_numbers() -> None:
    description = described(
        "Input in 0 1 data",
        "Convolution one 1 1 data a 0=1 1=3 4=1 5=1 6=9",
        "Convolution two 1 1 a b 0=2 1=1 5=1 6=2",
    )
    # Nine halves take 18 bytes and are filled up to 20; biases always have four bytes each.
    kernel = numbers([0, 0, 0, 0, 1, 2, 0, 0, 0], "<f2") + bytes(2)
    weights = HALF + kernel + numbers([0.5]) + PLAIN + numbers([3, -1]) + numbers([0, 10])
    answer = computed(description, weights, torch.tensor([[[[1.0, 2.0, 4.0]]]]))
    # Each place and twice the one to its right, and a half: 5.5, 10.5, 4.5.
    assert answer.tolist() == [[[[16.5, 31.5, 13.5]], [[4.5, -0.5, 5.5]]]]


def test_arithmetic_with_numbers_constants_and_copies() -> None:
    description = described(
        "Input in 0 1 data",
        "MemoryData mean 0 1 mean 0=1 1=1 2=3",
        "BinaryOp less 2 1 data mean a 0=1",
        "BinaryOp times 1 1 a b 0=2 1=1 2=2.55e+02",
        "Split copies 1 2 b b1 b2",
        "BinaryOp sum 2 1 b1 b2 c",
    )
    answer = computed(description, numbers([0.5, 0.25, 0]), torch.ones(1, 3, 1, 1))
    assert answer.flatten().tolist() == [255, 382.5, 510]


def test_activations_joining_and_shuffling() -> None:
    description = described(
        "Input in 0 1 data",
        "Split copies 1 2 data d1 d2",
        "Swish swish 1 1 d1 s",
        "Sigmoid sigmoid 1 1 d2 g",
        "Concat join 2 1 s g both",
        "PixelShuffle shuffle 1 1 both out 0=2",
    )
    planes = torch.tensor([0.0, 1.0]).reshape(1, 2, 1, 1)
    one = 1 / (1 + np.exp(-1))
    assert computed(description, b"", planes).flatten().tolist() == pytest.approx([0, one, 0.5, one])


CONVOLUTION = "Convolution c 1 1 data a 0=1 1=1 5=1 6=1"


@pytest.mark.parametrize(
    ("description", "weights", "found"),
    [
        (described("Input in 0 1 data", magic=1), b"", "no description of a network"),
        (described("Input in 0 1 data", "Softmax s 1 1 data out"), b"", "unknown kind, Softmax"),
        (
            described("Input in 0 1 data", f"{CONVOLUTION} 3=2"),
            b"",
            "convolution with options",
        ),
        (
            described("Input in 0 1 data", CONVOLUTION),
            b"\1\0\0\0",
            "unknown kind, 0x00000001",
        ),
        (described("Input in 0 1 data", CONVOLUTION), PLAIN, "end too early"),
        (described("Input in 0 1 data"), bytes(3), "3 bytes of weights too many"),
    ],
)
def test_what_is_not_understood_is_refused(description: bytes, weights: bytes, found: str) -> None:
    with pytest.raises(ValueError, match=re.escape(found)):
        read_graph(description, weights)
