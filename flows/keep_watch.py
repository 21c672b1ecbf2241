"""The entry point by which deployments know the flow that recovers lost runs; see `flows.recover_lost_runs`."""

from flows.recover_lost_runs import recover_lost_runs as keep_watch

__all__ = ["keep_watch"]
