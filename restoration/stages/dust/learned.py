"""What a network says of the picture, as evidence for and against dirt."""

from dataclasses import dataclass

from restoration.motion.flow import Array


@dataclass(frozen=True)
class Learned:
    """Log-odds that dirt lies on each pixel, HxW: dirt that is darker, and dirt that is brighter than the scene."""

    darker: Array
    brighter: Array

    def of_sign(self, sign: int, *, is_negative: bool) -> Array:
        """Return those of dirt with brighter (1) or darker (-1) codes."""
        return self.brighter if (sign > 0) != is_negative else self.darker

    def at(self, place: tuple[slice, slice]) -> "Learned":
        """Return what it says of a part of the picture."""
        return Learned(self.darker[place], self.brighter[place])
