"""Takes gate weave out of the picture and leaves camera moves in."""
