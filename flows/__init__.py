"""Prefect flows over the stages of `pipeline`: retries, schedules, distribution. Thin on purpose."""
