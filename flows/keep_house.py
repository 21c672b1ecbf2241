"""The entry point by which deployments know the flow that removes old runs; see `flows.purge_runs`."""

from flows.purge_runs import purge_runs as keep_house

__all__ = ["keep_house"]
