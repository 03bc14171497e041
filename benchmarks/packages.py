"""Packages that only benchmarks use, in a folder of their own: none of the product's code can come to need one."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final

from review.config.runtime import CHECKOUT

FOLDER: Final = CHECKOUT / "var" / "bench" / "packages"


class PackageAbsent(Exception):
    """A package of ``benchmarks/requirements.lock`` is not here; the sentence says how to get it."""


def file_of(package: str, path: str) -> Path:
    """Return where a file of a package lies, without importing it. Raises PackageAbsent."""
    found = FOLDER / package / path
    if not found.is_file():
        raise PackageAbsent(f"{package} is not here; `make bench` installs it")
    return found


def imported(package: str) -> ModuleType:
    """Import a package. Raises PackageAbsent."""
    file_of(package, "__init__.py")
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    return import_module(package)


def module_of(package: str, name: str) -> ModuleType:
    """Import one module of a package without running the package's own start, which may ask for what is not here.

    Raises PackageAbsent.
    """
    folder = file_of(package, f"{name}.py").parent
    if package not in sys.modules:
        bare = ModuleType(package)
        bare.__path__ = [str(folder)]
        sys.modules[package] = bare
    return import_module(f"{package}.{name}")
