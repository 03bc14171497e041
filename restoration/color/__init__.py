"""Colour: what codes stand for, dye density, looks (.cube, .clf, ASC CDL), viewing transforms, differences."""
