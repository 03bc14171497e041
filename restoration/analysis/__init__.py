"""Measurements of a scan that the stages read: flicker, weave, and an estimate of dirt."""

from restoration.analysis.artefact import Analysis
from restoration.analysis.measure import KINDS, ShotsDoNotCover, UnknownAnalysis, analyze

__all__ = ["KINDS", "Analysis", "ShotsDoNotCover", "UnknownAnalysis", "analyze"]
