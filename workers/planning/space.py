"""Whether a run fits."""

from workers.leases.errors import JobStopped

RESERVE_BYTES = 2 * 1024**3
# Proxies of both rungs, measured against the masters they are made from.
PROXIES_PER_CENT = 5


class NotEnoughSpace(JobStopped):
    """The store has no room for what the run would render."""

    code = "not_enough_space"

    def __init__(self, needed: int, free: int) -> None:
        gib = 1024**3
        super().__init__(
            f"The run needs about {needed / gib:.1f} GiB and the store has {max(0, free) / gib:.1f} GiB to give. "
            "Free some space, or run fewer frames."
        )


def with_proxies(master_bytes: int) -> int:
    """Return the bytes of masters and their proxies."""
    return master_bytes * (100 + PROXIES_PER_CENT) // 100


def check_space(*, needed: int, free: int | None) -> None:
    """Return where ``needed`` bytes fit into ``free`` with a reserve; raise ``NotEnoughSpace`` where not."""
    if free is not None and needed > 0 and needed > free - RESERVE_BYTES:
        raise NotEnoughSpace(needed, free - RESERVE_BYTES)
