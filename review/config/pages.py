"""The one page that carries the application; its screens are in ``frontend/``."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import ensure_csrf_cookie

from review.accounts.policies import visible
from review.catalog.models import Film
from review.restorations.models import Restoration
from review.runs.models import Run

Rows = Callable[[], QuerySet[Film] | QuerySet[Restoration] | QuerySet[Run]]
PAGE_ROWS: dict[str, tuple[Rows, str]] = {
    "film_id": (Film.objects.all, "pk"),
    "restoration_id": (Restoration.objects.all, "film"),
    "run_id": (Run.objects.all, "restoration__film"),
}
HTML_LANG = {"en": "en", "zh-hant-hk": "zh-Hant-HK", "zh-hans": "zh-Hans"}


@login_required
@ensure_csrf_cookie
def shell(request: HttpRequest, **address: UUID) -> HttpResponse:
    """Return the application's page. Which screen it shows follows from the address, in the browser.

    ``address`` names a film, restoration or run; to a stranger there is no such page.
    """
    for name, public_id in address.items():
        rows, film_path = PAGE_ROWS[name]
        if not visible(request.user, rows().filter(public_id=public_id), film_path).exists():
            raise Http404
    locale = get_language() or "en"
    return render(request, "shell.html", {"locale": locale, "html_lang": HTML_LANG.get(locale, locale)})
