"""All checks, in the order a person would read them."""

from workers.doctor import machine, sandbox, servers
from workers.doctor.findings import Check, Finding

CHECKS: tuple[Check, ...] = (
    servers.check_database,
    servers.check_broker,
    machine.check_store,
    machine.check_codecs,
    machine.check_libraries,
    machine.check_device,
    machine.check_networks,
    machine.check_disk,
    sandbox.check_sandbox,
)


def examine() -> list[Finding]:
    """Return every finding; a check never raises."""
    return [finding for check in CHECKS for finding in check()]
