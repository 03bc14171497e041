"""What is known of a shot's grain, shared by the measurement and the stages that take grain away or put it back."""

from restoration.grain.model import LEVELS, GrainModel, grain_of

__all__ = ["LEVELS", "GrainModel", "grain_of"]
