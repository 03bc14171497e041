"""How much of the detail in a generated picture its film does not support: by pixel, place and shot. An estimate."""

from restoration.invention.errors import PicturesDoNotFit
from restoration.invention.estimate import Generated, InventionMap, invention_map
from restoration.invention.places import FACES, LETTERING, Kind, Place, boxes_of, places_of
from restoration.invention.shot import ShotInvention

__all__ = [
    "FACES",
    "LETTERING",
    "Generated",
    "InventionMap",
    "Kind",
    "PicturesDoNotFit",
    "Place",
    "ShotInvention",
    "boxes_of",
    "invention_map",
    "places_of",
]
