"""Checks of the store, the codecs, the libraries, the device, the networks and the disk."""

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Literal
from urllib.parse import unquote, urlsplit

from django.conf import settings

from restoration.backends.errors import BackendUnavailable, DeviceUnknown
from restoration.backends.selection import choose_backend
from restoration.errors import RestorationError
from restoration.generative.external.errors import EngineProblem
from restoration.media import Store
from restoration.models.contract import EngineSpec, GenerativeSpec
from restoration.models.errors import ModelBroken
from restoration.models.files import check_files
from restoration.models.registry import model_specs
from workers.doctor.findings import Finding, poor, well, wrong

ENCODERS = ("libx264", "ffv1")
DECODERS = ("h264", "hevc", "prores", "dnxhd", "ffv1", "jpeg2000", "dpx", "exr", "tiff", "png")
GIB = 1024**3
LITTLE_SPACE = 20 * GIB


def check_store() -> list[Finding]:
    """Put an artefact into the store, read it back, take it out, and look at the free space."""
    store = Store(settings.STORE_URL)
    try:
        with TemporaryDirectory() as folder:
            sample = Path(folder) / "doctor.bin"
            sample.write_bytes(os.urandom(64))
            stored = store.put(sample, "bin")
            same = store.fetch(stored.digest, "bin").read_bytes() == sample.read_bytes()
            store.delete(stored.digest, "bin")
    except (OSError, RestorationError) as error:
        return [wrong("store", f"cannot be written: {error}", "Check STORE_URL and the rights of this user there.")]
    if not same:
        return [wrong("store", "gave back other bytes than it was given", "Do not use this storage; check the disk.")]
    free = store.free_bytes()
    if free is not None and free < LITTLE_SPACE:
        remedy = "Free some space: a minute of restored 2K film takes about 6 GiB."
        return [poor("store", f"works; {free / GIB:.1f} GiB free", remedy)]
    return [well("store", "works" if free is None else f"works; {free / GIB:.0f} GiB free")]


def check_codecs() -> list[Finding]:
    """Look for the codecs that reading and writing film needs."""
    try:
        from av.codec import codecs_available
        from av.codec.codec import Codec, UnknownCodecError
    except ImportError as error:
        return [wrong("codecs", f"PyAV does not load: {error}", "Run `make demo` again to install it.")]

    def missing(names: tuple[str, ...], mode: Literal["r", "w"]) -> list[str]:
        absent = []
        for name in names:
            try:
                Codec(name, mode)
            except (UnknownCodecError, ValueError):
                absent.append(name)
        return absent

    absent = missing(ENCODERS, "w") + missing(DECODERS, "r")
    if absent:
        return [wrong("codecs", f"missing: {', '.join(absent)}", "Install the pinned wheel of PyAV: pip install av.")]
    return [well("codecs", f"{len(codecs_available)} known, all needed ones among them")]


def check_libraries() -> list[Finding]:
    """Load OpenCV, which needs libGL on some systems, and OpenImageIO."""
    findings = []
    try:
        import cv2
    except ImportError as error:
        remedy = "Install libGL: apt-get install libgl1"
        findings.append(wrong("OpenCV", f"does not load: {error}", remedy))
    else:
        findings.append(well("OpenCV", f"version {cv2.__version__}"))
    try:
        import OpenImageIO
    except ImportError as error:
        findings.append(wrong("OpenImageIO", f"does not load: {error}", "Run `make demo` again to install it."))
    else:
        findings.append(well("OpenImageIO", f"version {OpenImageIO.__version__}"))
    return findings


def check_device() -> list[Finding]:
    """Say by which back end new runs are computed here."""
    try:
        backend = choose_backend(settings.RENDER_DEVICE)
    except ImportError as error:
        return [wrong("device", f"a library does not load: {error}", "Run `make demo` again to install it.")]
    except (DeviceUnknown, BackendUnavailable) as error:
        return [wrong("device", error.detail, "Set RENDER_DEVICE=auto, or start workers on a machine that has it.")]
    return [well("device", f"{backend}, {os.cpu_count()} cores")]


def check_networks() -> list[Finding]:
    """Read the weights of every network, and see whether what is compiled of them can be kept."""
    findings = []
    for name, spec in model_specs().items():
        if isinstance(spec, GenerativeSpec) and not spec.is_installed:
            remedy = "Recipes cannot name it; install it, or correct its place in GENERATIVE_MODELS."
            findings.append(poor(f"network {name}", "there is no model in its place", remedy))
            continue
        try:
            if isinstance(spec, EngineSpec):
                # Imported here: it brings torch and diffusers.
                from restoration.backends.generative import checked_engine

                checked_engine(spec)
            else:
                check_files(spec)
        except EngineProblem as error:
            findings.append(wrong(f"network {name}", error.detail, "Correct its lines in GENERATIVE_MODELS."))
        except ModelBroken as error:
            findings.append(wrong(f"network {name}", error.detail, "Run `make demo` again to install it."))
        else:
            findings.append(well(f"network {name}", "its weights are those that were released"))
    folder = Path(settings.COMPILED_DIR)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            findings.append(well("compiled networks", "can be kept"))
    except OSError as error:
        remedy = "Every worker compiles them again; check ANSWERPRINT_COMPILED and the rights of this user there."
        findings.append(poor("compiled networks", f"cannot be kept: {error.strerror}", remedy))
    return findings


def check_disk() -> list[Finding]:
    """Look at the space for temporary files and at the allowed roots."""
    findings = []
    data = settings.RUNTIME.data_dir
    free = shutil.disk_usage(data if data.exists() else data.parents[1]).free
    if free < LITTLE_SPACE:
        findings.append(poor("disk", f"{free / GIB:.1f} GiB free", "Free some space before reading a long scan."))
    else:
        findings.append(well("disk", f"{free / GIB:.0f} GiB free"))
    for root_id, path in settings.MEDIA_ROOTS.items():
        if os.access(path, os.R_OK | os.X_OK):
            findings.append(well(f"root {root_id}", "readable"))
        else:
            findings.append(poor(f"root {root_id}", "cannot be read", "Check MEDIA_ROOTS and the folder's rights."))
    scheme = urlsplit(settings.STORE_URL).scheme
    if scheme == "file" and not Path(unquote(urlsplit(settings.STORE_URL).path)).parent.exists():
        findings.append(poor("store folder", "is not there yet", "It is made with the first artefact."))
    return findings
