"""Have somebody called when a shelf is not as it should be. Run once, and again after a change:

    python -m flows.alert https://hooks.example/…                 a webhook: Slack, Mattermost, ntfy, one's own
    python -m flows.alert --block sendgrid-email/house            a notification block made in the browser: mail, …

It makes the block and two automations on the server that PREFECT_API_URL names: a shelf's check or night has failed
(something is missing, a book could not be rendered), and one was due and nobody has begun it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.events.actions import CallWebhook, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from manifests.errors import BookcastError, UsageError

BLOCK = "bookcast-alert"
FAILED, NOT_BEGUN = "bookcast-alert-shelf-failed", "bookcast-alert-shelf-not-begun"
SHELF_FLOWS = ["render-shelf", "check-shelf"]
WORDS = {
    FAILED: "{{ flow.name }} {{ flow_run.name }} failed: {{ flow_run.state.message }}",
    NOT_BEGUN: "{{ flow.name }} was due, and no worker has begun it: is one of its pool running?",
}
LINK = "{{ flow_run|ui_url }}"


def create_alert(url: str | None, block: str | None, *, patience: timedelta) -> list[str]:
    """Make or replace the alert's automations; their names. Exactly one of `url` and `block` (TYPE/NAME) is given.

    `patience` is how long a run may be late. Raises UsageError where the server has no such block.
    """
    with get_client(sync_client=True) as client:
        for name, trigger in _triggers(patience).items():
            action = (
                _webhook(name, _saved(cast(str, url))) if block is None else _notification(name, _found(client, block))
            )
            for former in client.read_automations_by_name(name):
                client.delete_automation(former.id)
            client.create_automation(
                AutomationCore(name=name, description=__doc__.splitlines()[0], trigger=trigger, actions=[action])
            )
    return list(WORDS)


def _triggers(patience: timedelta) -> dict[str, EventTrigger]:
    said: dict[str, Any] = {
        "match": {"prefect.resource.id": "prefect.flow-run.*"},
        "match_related": {"prefect.resource.role": "flow", "prefect.resource.name": SHELF_FLOWS},
        "for_each": {"prefect.resource.id"},
        "threshold": 1,
    }
    failed = EventTrigger(posture=Posture.Reactive, expect={"prefect.flow-run.Failed"}, within=timedelta(0), **said)
    begun = {"prefect.flow-run.Pending", "prefect.flow-run.Running", "prefect.flow-run.Cancelled"}
    late = EventTrigger(
        posture=Posture.Proactive, after={"prefect.flow-run.Late"}, expect=begun, within=patience, **said
    )
    return {FAILED: failed, NOT_BEGUN: late}


def _saved(url: str) -> UUID:
    """The server's block that holds the address, which may be a secret."""
    block = Webhook(url=url, headers={"Content-Type": "application/json"})
    return cast(UUID, block.save(BLOCK, overwrite=True))


def _found(client: SyncPrefectClient, block: str) -> UUID:
    kind, _, name = block.partition("/")
    try:
        return client.read_block_document_by_name(name, kind).id
    except ObjectNotFound as error:
        raise UsageError(f"the server has no block {block}", "`prefect block ls` shows type and name.") from error


def _webhook(name: str, block: UUID) -> CallWebhook:
    # `text` is what Slack, Mattermost and Teams show.
    words = json.dumps({"text": "WORDS", "link": LINK, "alert": name})
    return CallWebhook(block_document_id=block, payload=words.replace('"WORDS"', _as_json(WORDS[name])))


def _as_json(words: str) -> str:
    """A template whose outcome is a JSON string, whatever a book's name holds."""
    return "{% set words %}" + words + "{% endset %}{{ words | string | tojson }}"


def _notification(name: str, block: UUID) -> SendNotification:
    return SendNotification(block_document_id=block, subject="bookcast", body=f"{WORDS[name]}\n{LINK}")


def main(argv: Sequence[str] | None = None) -> int:
    """Create the alert; 2 for wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m flows.alert", description=__doc__.splitlines()[0])
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("url", nargs="?", help="an address that takes JSON by POST")
    where.add_argument("--block", metavar="TYPE/NAME", help="a notification block of the server")
    parser.add_argument(
        "--late-s", type=int, default=900, metavar="S", help="how long a run may be late (default: 900)"
    )
    said = parser.parse_args(argv)
    try:
        names = create_alert(said.url, said.block, patience=timedelta(seconds=said.late_s))
    except BookcastError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    sys.stdout.write("\n".join(names) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
