"""How much of the detail in a generated picture its film does not support: by pixel, place and shot. An estimate."""

from restoration.invention.errors import PicturesDoNotFit
from restoration.invention.estimate import Generated, InventionMap, invention_map
from restoration.invention.places import Kind, Place, lettering_of, places_of
from restoration.invention.shot import ShotInvention, shot_invention

__all__ = [
    "Generated",
    "InventionMap",
    "Kind",
    "PicturesDoNotFit",
    "Place",
    "ShotInvention",
    "invention_map",
    "lettering_of",
    "places_of",
    "shot_invention",
]
