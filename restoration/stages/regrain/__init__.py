"""Puts grain on the picture, by what was measured of the shot's own."""
