"""What sandbox children do with foreign bytes. Imports neither Django nor the site."""
