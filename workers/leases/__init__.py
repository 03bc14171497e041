"""Jobs under lease: claim, keep, carry out, settle. PostgreSQL holds the work; messages only say "look again"."""

from workers.leases.failure import Failure
from workers.leases.lease import Lease
from workers.leases.queues import MEDIA, RESTORE, JobQueue
from workers.leases.work import Handler, Write, work_through

__all__ = ["MEDIA", "RESTORE", "Failure", "Handler", "JobQueue", "Lease", "Write", "work_through"]
