"""Puts back pixels that people painted in other tools, and carries frames there and back."""
