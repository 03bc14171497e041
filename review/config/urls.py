"""Addresses of the site."""

from django.contrib import admin
from django.urls import include, path

from review.config.api import api

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
]
