"""The engine: plan, estimate, render. Importing it reads no pictures; stages are imported when they work."""
