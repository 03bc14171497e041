"""Websocket addresses."""

from django.urls import URLPattern, path

from review.audit.consumers import FilmConsumer

websocket_urlpatterns: list[URLPattern] = [
    path("ws/films/<uuid:film_id>/", FilmConsumer.as_asgi()),
]
