"""A rehearsal: one film taken from scan to approval on a running installation, through its public API only."""
