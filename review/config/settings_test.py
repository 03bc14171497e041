"""Settings of the tests: the same site on the embedded services of profile "test", with short leases."""

import os

os.environ.setdefault("ANSWERPRINT_PROFILE", "test")

from review.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LEASE_SECONDS = 2.0
HEARTBEAT_SECONDS = 0.5
BEAT_SECONDS = 0.5
