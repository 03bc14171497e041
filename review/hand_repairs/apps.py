from django.apps import AppConfig


class HandRepairsConfig(AppConfig):
    name = "review.hand_repairs"
    label = "hand_repairs"
    default_auto_field = "django.db.models.BigAutoField"
