from django.apps import AppConfig


class RestorationsConfig(AppConfig):
    name = "review.restorations"
    label = "restorations"
    default_auto_field = "django.db.models.BigAutoField"
