"""Whether the invention map finds invented detail: on generated damage of which the truth is known."""
