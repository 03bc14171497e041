"""PostgreSQL and Valkey from Python wheels, for the demo and the tests; never for production."""

from workers.embedded.postgres import EmbeddedPostgres
from workers.embedded.valkey import EmbeddedValkey

__all__ = ["EmbeddedPostgres", "EmbeddedValkey"]
