"""Addresses of the site."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from review.config.api import api
from review.config.health import health
from review.config.pages import shell

# One way in, with its limits on failed attempts and its second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "Answerprint"

urlpatterns = [
    path("healthz", health, name="health"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("language", set_language, name="set_language"),
    path("", include("review.scans.urls")),
    path("api/v1/", api.urls),
    path("", shell, name="catalogue"),
    path("board", shell, name="board"),
    path("films/<uuid:film_id>", shell, name="film"),
    path("restorations/<uuid:restoration_id>", shell, name="restoration"),
    path("runs/<uuid:run_id>", shell, name="run"),
]
