"""Whose login was tried, for the lock that follows too many wrong passwords."""

from collections.abc import Mapping

from django.http import HttpRequest


def account_tried(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """Return the e-mail address in lower case; empty where none was given.

    axes counts by it. allauth passes ``email``, Django's admin site ``username``; without either, ten wrong
    passwords of one person would lock everybody behind the same address of the network.
    """
    given = credentials or {}
    tried = given.get("email") or given.get("username") or request.POST.get("login") or ""
    return tried.strip().lower()
