"""The one page that carries the application; its screens are in ``frontend/``."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import ensure_csrf_cookie

HTML_LANG = {"en": "en", "zh-hant-hk": "zh-Hant-HK", "zh-hans": "zh-Hans"}


@login_required
@ensure_csrf_cookie
def shell(request: HttpRequest, **_address: Any) -> HttpResponse:
    """Return the application's page. Which screen it shows follows from the address, in the browser."""
    locale = get_language() or "en"
    return render(request, "shell.html", {"locale": locale, "html_lang": HTML_LANG.get(locale, locale)})
