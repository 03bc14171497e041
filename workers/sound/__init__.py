"""The sound of scans, made ready for listening."""

from workers.sound.make_sound import MakeSound

__all__ = ["MakeSound"]
