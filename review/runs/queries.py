"""Reads of runs and versions: a constant number of queries whatever their number."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from review.accounts import policies
from review.accounts.policies import Actor
from review.config.errors import NotFound
from review.restorations.models import Restoration
from review.runs.models import Run, SegmentJob, Version, VersionSegment


def visible_runs(actor: Actor) -> QuerySet[Run]:
    """Return the runs on films ``actor`` may see, with what a run is shown with."""
    runs = Run.objects.select_related("restoration__film", "recipe", "base", "version", "requested_by")
    return policies.visible(actor, runs, "restoration__film")


def visible_run(actor: Actor, run_id: UUID) -> Run:
    """Return the run; raise ``NotFound`` where it is not there for ``actor``."""
    run = visible_runs(actor).filter(public_id=run_id).first()
    if run is None:
        raise NotFound
    return run


def runs_of(actor: Actor, restoration: Restoration) -> list[Run]:
    """Return the restoration's runs, newest first."""
    return list(visible_runs(actor).filter(restoration=restoration).order_by("-id"))


def segments_of(run: Run) -> list[SegmentJob]:
    """Return the run's segments in order, without their requests and logs."""
    return list(run.segments.order_by("position").defer("request", "log"))


def segment_log(run: Run, position: int) -> str:
    """Return what the attempts at a segment logged; raise ``NotFound`` where there is no such segment."""
    log = run.segments.filter(position=position).values_list("log", flat=True).first()
    if log is None:
        raise NotFound
    return log


def visible_versions(actor: Actor) -> QuerySet[Version]:
    """Return the versions of films ``actor`` may see, with their decisions."""
    versions = Version.objects.select_related("restoration__film", "base", "recipe", "run").prefetch_related(
        "decisions__decided_by"
    )
    return policies.visible(actor, versions, "restoration__film")


def visible_version(actor: Actor, version_id: UUID) -> Version:
    """Return the version with its segments; raise ``NotFound`` where it is not there for ``actor``."""
    segments = Prefetch("segments", queryset=VersionSegment.objects.select_related("restored", "enhanced", "graded"))
    version = visible_versions(actor).filter(public_id=version_id).prefetch_related(segments).first()
    if version is None:
        raise NotFound
    return version


def versions_of(actor: Actor, restoration: Restoration) -> list[Version]:
    """Return the restoration's versions, newest first, without their segments."""
    return list(visible_versions(actor).filter(restoration=restoration).order_by("-number"))
