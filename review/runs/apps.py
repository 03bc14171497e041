from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from restoration.models.declared import read_declared
from restoration.models.registry import register_models


class RunsConfig(AppConfig):
    name = "review.runs"
    label = "runs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let recipes name the generative models that this installation declares. Raises DeclarationsBroken."""
        register_models(read_declared(Path(settings.GENERATIVE_MODELS)) if settings.GENERATIVE_MODELS else {})
