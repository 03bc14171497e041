"""Generative models that are programs of their own, asked through files. See the README beside this file."""
