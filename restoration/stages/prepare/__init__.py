"""Reads what a scanner's infrared plane knows of dirt, for the stages that repair."""
