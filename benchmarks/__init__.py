"""Speed and quality figures: ``python -m benchmarks`` prints and keeps them. See README.md."""
