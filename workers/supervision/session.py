"""One foreground session of an installation: the services it needs, its processes, and nothing left afterwards."""

import threading
from collections.abc import Callable

from review.config.runtime import Runtime
from workers.supervision.occupancy import Occupancy, occupancy_path
from workers.supervision.parts import free_port, installation
from workers.supervision.services import EmbeddedServices
from workers.supervision.supervisor import GRACE_SECONDS, Supervisor

Say = Callable[[str], None]


def line_writer(write: Callable[[str], object]) -> Say:
    """Return ``write`` made safe for many threads: whole lines, one at a time."""
    lock = threading.Lock()

    def say(line: str) -> None:
        with lock:
            write(line)

    return say


def run_installation(
    place: Runtime, *, host: str, port: int, say: Say, prepare: Callable[[], object], on_healthy: Callable[[str], None]
) -> None:
    """Run the installation of ``place`` in the foreground until SIGINT or SIGTERM.

    Embedded services that do not run are started, ``prepare`` is called with the database answering, the parts are
    supervised, ``on_healthy`` gets the address once the site answers. In the end what was started here is stopped,
    and nothing else. Raises ``AlreadyRunning`` with the other's address.
    """
    with Occupancy(occupancy_path(place)) as occupancy:
        for child in occupancy.left_behind():
            say(f"{'supervisor':<15}| stopping process {child.pid}, left behind by an earlier start")
            child.stop_group(grace_seconds=GRACE_SECONDS)
        services = EmbeddedServices(place)
        started = services.start()
        try:
            prepare()
            chosen = free_port(host, port)
            address = f"http://{host}:{chosen}"

            def note() -> None:
                services.remember()
                occupancy.note(address=address, children=supervisor.children)

            supervisor = Supervisor(installation(host=host, port=chosen), services=services.all(), say=say, note=note)
            supervisor.run(address=address, on_healthy=lambda: on_healthy(address))
        finally:
            services.stop(started)
