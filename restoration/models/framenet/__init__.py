"""FrameNet: makes the picture between two pictures, for a frame that somebody said is lost."""
