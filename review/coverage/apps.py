from django.apps import AppConfig


class CoverageConfig(AppConfig):
    name = "review.coverage"
    label = "coverage"
    default_auto_field = "django.db.models.BigAutoField"
