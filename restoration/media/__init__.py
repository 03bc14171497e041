"""Film in and out: media files, image sequences, masters, proxies, stills, the store and the sandbox."""

from restoration.media.checksum import file_digest
from restoration.media.depth import convert_depth, from_master_codes, master_depth, to_master_codes
from restoration.media.facts import MediumFacts, PixelAspect
from restoration.media.frame import Frame, Pixels
from restoration.media.master import MasterFile, read_master, read_master_frame, write_master
from restoration.media.medium import ImageSequence, Medium, VideoFile, find_medium
from restoration.media.opening import open_reader, probe
from restoration.media.proxy import ProxyFile, write_proxy
from restoration.media.proxy_luma import proxy_lumas
from restoration.media.read_ahead import read_ahead
from restoration.media.reader import FrameReader
from restoration.media.rung import GLIMPSE_RUNG, RUNGS, RUNGS_ON_REQUEST, Rung, rungs_for
from restoration.media.sandbox import (
    Confinement,
    SandboxCrashed,
    SandboxFailed,
    SandboxKilled,
    SandboxLimits,
    SandboxOutOfMemory,
    SandboxTimeout,
    confinement,
    run_sandboxed,
)
from restoration.media.sound_file import SoundFile, SoundFiles
from restoration.media.sound_reader import SoundReader, SoundStream
from restoration.media.sound_runs import SoundRun, pulled_down_runs, whole_run
from restoration.media.still import ThumbnailSheet, Tile, write_codes, write_level, write_thumbnail_sheet, write_tiles
from restoration.media.store import Store, StoredFile
from restoration.media.window import WindowFile, write_window

__all__ = [
    "GLIMPSE_RUNG",
    "RUNGS",
    "RUNGS_ON_REQUEST",
    "Confinement",
    "Frame",
    "FrameReader",
    "ImageSequence",
    "MasterFile",
    "Medium",
    "MediumFacts",
    "PixelAspect",
    "Pixels",
    "ProxyFile",
    "Rung",
    "SandboxCrashed",
    "SandboxFailed",
    "SandboxKilled",
    "SandboxLimits",
    "SandboxOutOfMemory",
    "SandboxTimeout",
    "SoundFile",
    "SoundFiles",
    "SoundReader",
    "SoundRun",
    "SoundStream",
    "Store",
    "StoredFile",
    "ThumbnailSheet",
    "Tile",
    "VideoFile",
    "WindowFile",
    "confinement",
    "convert_depth",
    "file_digest",
    "find_medium",
    "from_master_codes",
    "master_depth",
    "open_reader",
    "probe",
    "proxy_lumas",
    "pulled_down_runs",
    "read_ahead",
    "read_master",
    "read_master_frame",
    "run_sandboxed",
    "rungs_for",
    "to_master_codes",
    "whole_run",
    "write_codes",
    "write_level",
    "write_master",
    "write_proxy",
    "write_thumbnail_sheet",
    "write_tiles",
    "write_window",
]
