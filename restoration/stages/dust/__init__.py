"""Finds dirt that lies on one frame only, and repairs it from the frames around."""
