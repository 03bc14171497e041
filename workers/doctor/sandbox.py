"""Check what keeps foreign bytes in their place."""

import resource

from restoration.errors import RestorationError
from restoration.media import confinement
from workers.doctor.findings import Finding, poor, well, wrong


def check_sandbox() -> list[Finding]:
    """Start a sandbox child and see what this system enforces on it."""
    try:
        found = confinement()
    except (OSError, RestorationError) as error:
        return [wrong("sandbox", f"does not start: {error}", "Check that this user may start processes.")]
    findings = [well("sandbox", f"starts, with at most {resource.getrlimit(resource.RLIMIT_NOFILE)[1]} open files")]
    if found.network_is_cut:
        findings.append(well("sandbox network", "cut off"))
    else:
        remedy = "Allow user namespaces (sysctl kernel.unprivileged_userns_clone=1), or cut the worker's network off."
        findings.append(poor("sandbox network", "readers of foreign files can reach the network", remedy))
    if found.files_are_fenced:
        findings.append(well("sandbox files", "only the medium can be read"))
    else:
        remedy = "Use a kernel with Landlock (5.13 or newer), or run the workers in a container with few files."
        findings.append(poor("sandbox files", "readers of foreign files can read other files", remedy))
    return findings
