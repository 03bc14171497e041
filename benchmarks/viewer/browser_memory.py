"""What all processes of a browser hold, shared pages counted once."""

from pathlib import Path

from playwright.sync_api import Browser


def browser_megabytes(browser: Browser) -> float:
    """Return the proportional set size of all processes of ``browser``, in MB."""
    session = browser.new_browser_cdp_session()
    try:
        processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    finally:
        session.detach()
    return sum(_kilobytes(process["id"]) for process in processes) / 1024


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
