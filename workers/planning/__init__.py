"""Planning of runs: rows in, segments with reasons and an estimate out."""

from workers.planning.plan_run import PlanRun

__all__ = ["PlanRun"]
