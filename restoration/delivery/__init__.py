"""Films as they leave the house: one file with its sound, or numbered pictures with their headers."""

from restoration.delivery.facts import ColorTags, Delivered, DeliveryRefused, FilmFacts
from restoration.delivery.film import FILM_CODECS, FILM_KINDS, write_film
from restoration.delivery.pictures import PICTURE_KINDS, picture_names, write_pictures
from restoration.delivery.sound import Sound

__all__ = [
    "FILM_CODECS",
    "FILM_KINDS",
    "PICTURE_KINDS",
    "ColorTags",
    "Delivered",
    "DeliveryRefused",
    "FilmFacts",
    "Sound",
    "picture_names",
    "write_film",
    "write_pictures",
]
