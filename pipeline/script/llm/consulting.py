"""From the settings of a language model to a consultation with it."""

from __future__ import annotations

import os
from collections.abc import Callable

from manifests.errors import InputError
from manifests.render import LanguageModel
from manifests.roots import check_allowed
from pipeline.script.llm.attributor import Consultation, Cost
from pipeline.script.llm.endpoint import Endpoint, checked_url


def consultation_with(
    asked: LanguageModel, agree: Callable[[Cost], bool], told: Callable[[int, int], None], note: Callable[[str], None]
) -> Consultation:
    """Whom to ask, with the key that the environment holds. Raises InputError for an address or a key that is none."""
    key = os.environ.get(asked.key_env) if asked.key_env else None
    if asked.key_env and not (key and key.isprintable() and key.isascii()):
        raise InputError(
            f"the environment variable {asked.key_env} holds no key",
            path="--llm-key-env",
            remedy=f"Set it: export {asked.key_env}=…",
        )
    check_allowed(asked.url)
    return Consultation(Endpoint(checked_url(asked.url), asked.model, key), agree, told, note)
