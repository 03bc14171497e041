"""Trains the networks of ``restoration.models``; nothing here is needed to restore a film."""
