"""Looks: grades that come as files (.cube, .clf, ASC CDL) and leave as files."""
