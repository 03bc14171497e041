"""Addresses that speak bytes and headers rather than JSON; included at the root of the site."""

from django.urls import path

from review.scans import media, tus

urlpatterns = [
    path("media/<str:name>", media.media, name="media"),
    path("api/v1/uploads", tus.collection, name="uploads"),
    path("api/v1/uploads/<uuid:upload_id>", tus.item, name="upload"),
]
