"""The networks as the package's files describe them: SPAN (Wan et al., CVPR Workshops 2024), 48 channels."""

from torch import nn

from restoration.models.ncnn import read_graph
from restoration.models.span.spec import SPEC


def read(*contents: bytes) -> nn.Module:
    """Return the network from the files that its declaration names, a description and weights for each part.

    Each part takes N x 3 x H x W RGB codes 0..1 and gives them larger, about 0..1. Raises ValueError.
    """
    pairs = zip(contents[::2], contents[1::2], strict=True)
    return nn.ModuleDict({part: read_graph(*pair) for part, pair in zip(SPEC.parts, pairs, strict=True)})
