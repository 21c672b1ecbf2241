"""A person listens before a night of work: the run is suspended, its worker is free, until somebody answers."""

from prefect import suspend_flow_run, task
from prefect.artifacts import create_link_artifact
from prefect.cache_policies import NO_CACHE
from prefect.input import RunInput
from pydantic import Field

from flows.retries import TRIES
from manifests.errors import StageError
from pipeline.production.approval_samples import ApprovalSamples
from pipeline.production.production import Production

DAYS_TO_ANSWER = 3


class Approval(RunInput):
    """The answer to an audition."""

    approved: bool = Field(True, title="Approved", description="Render the whole book with these voices.")
    why: str = Field("", title="Why not", description="Kept as the run's last words where it is not approved.")


@task(name="audition", persist_result=False, cache_policy=NO_CACHE, **TRIES)
def record_audition(audition: ApprovalSamples) -> None:
    """Speak it, and link it."""
    sound = audition.record()
    create_link_artifact(
        sound.as_uri(), link_text=str(sound), key="audition", description="Listen, then resume the run with an answer."
    )


def approve(production: Production) -> None:
    """Wait for approval of the audition, unless exactly this one was approved before. Raises StageError on a no."""
    audition = ApprovalSamples(production)
    if audition.is_approved:
        return
    record_audition(audition)
    answer = suspend_flow_run(wait_for_input=Approval, timeout=DAYS_TO_ANSWER * 24 * 3600, key=audition.key)
    if not answer.approved:
        raise StageError(f"the audition was not approved: {answer.why or 'no reason given'}", "Change the cast.")
    audition.approve()
