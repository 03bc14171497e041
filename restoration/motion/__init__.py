"""Motion between neighbouring pictures: where each pixel of one is in the other."""
