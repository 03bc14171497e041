"""FilmVSR: makes pictures clearer and larger from what their neighbours show too, and invents nothing."""
