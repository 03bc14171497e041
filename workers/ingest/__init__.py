"""Scans: read, measured, and made ready to work on."""

from workers.ingest.jobs import AnalyzeScan, IngestScan
from workers.ingest.views import ViewScan

__all__ = ["AnalyzeScan", "IngestScan", "ViewScan"]
