"""How well, and at what cost, pictures are enlarged: ours beside what others enlarge with."""
