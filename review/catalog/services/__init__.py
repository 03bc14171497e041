"""Verbs of the catalogue. Each changes rows and writes the film's log in one transaction."""

from review.catalog.services.credits import refresh_search_text, set_makers, write_credits
from review.catalog.services.editions import add_edition, change_edition, remove_edition
from review.catalog.services.films import create_film, update_film

__all__ = [
    "add_edition",
    "change_edition",
    "create_film",
    "refresh_search_text",
    "remove_edition",
    "set_makers",
    "update_film",
    "write_credits",
]
