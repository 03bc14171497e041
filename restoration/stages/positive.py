"""What a network is shown of a scan: a positive picture, whatever the scan is."""

import numpy as np
import numpy.typing as npt

from restoration.stages.contract import ScanCoding

Array = npt.NDArray[np.float32]


def positive(picture: Array, coding: ScanCoding) -> Array:
    """Return codes 0..1 that are dark where the scene is dark; of these it gives the scan's own codes again.

    Logarithmic codes stay as they are: such a picture looks flat, as some on screens do, and nothing of it is cut off.
    """
    return np.float32(1) - picture if coding.is_negative else picture
