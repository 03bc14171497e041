"""Scans: read, measured, and made ready to work on."""

from workers.ingest.jobs import AnalyzeScan, IngestScan

__all__ = ["AnalyzeScan", "IngestScan"]
