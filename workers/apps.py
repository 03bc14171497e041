from django.apps import AppConfig


class WorkersConfig(AppConfig):
    """Makes the worker-side management commands (up, demo, doctor, rehearse) known to manage.py."""

    name = "workers"
    label = "workers"
