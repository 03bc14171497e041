from django.apps import AppConfig


class LooksConfig(AppConfig):
    name = "review.looks"
    label = "looks"
    default_auto_field = "django.db.models.BigAutoField"
