"""Colour: dye fade and cast, printer points, ASC CDL and a look file; the graded plane."""
