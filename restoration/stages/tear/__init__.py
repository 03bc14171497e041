"""Mends what is larger than dirt: tape splices, tears, burns, stains, and frames that are lost."""
