"""Hand repair: packages of frames out, painted pictures back in."""

from workers.hand_repair.returning import TakeInFrames
from workers.hand_repair.sending import SendFrames

__all__ = ["SendFrames", "TakeInFrames"]
