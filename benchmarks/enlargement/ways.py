"""What a way to enlarge is."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.float32]
Way = Callable[[Sequence[Picture], range], list[Picture]]
"""Given HxWx3 pictures 0..1 that follow one another, returns those at the places of the range, enlarged and clipped."""
