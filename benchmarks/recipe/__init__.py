"""What a whole recipe costs, from the scan's files to the masters, and what of it takes the time."""
