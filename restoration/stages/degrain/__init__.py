"""Takes grain away, by what was measured of it."""
