"""Where the back ends look for the toy network."""

from tests.restoration.backends.toy import network as build

__all__ = ["build"]
