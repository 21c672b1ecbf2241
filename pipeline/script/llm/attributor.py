"""The attributor that asks a language model, and takes the rules' word wherever it has no answer.

rules ──▶ candidates ──▶ questions ──▶ kept answers, else the endpoint (agreed to before) ──▶ a speaker for each line
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pipeline.script.attributor import Attribution, Attributor, Paragraph
from pipeline.script.llm.answers import AnswerFile, Chosen, NonsenseError, read_answer
from pipeline.script.llm.endpoint import Endpoint, EndpointError, RefusedError, SlowError
from pipeline.script.llm.questions import NOBODY, Question, questions_of

logger = logging.getLogger(__name__)

AGREED = 0.5
"""How much of the rules' doubt is left where the model says the same."""
DIFFERS = 0.7
"""The confidence in a model that says otherwise than the rules: below what is listed for review."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What is to be asked, about."""

    host: str
    model: str
    requests: int
    tokens_sent: int
    tokens_received: int

    def told(self) -> str:
        """For a person, in one sentence."""
        requests = "1 request" if self.requests == 1 else f"{self.requests:,} requests"
        return (
            f"{requests} to {self.host} ({self.model}): about {self.tokens_sent:,} tokens sent, "
            f"{self.tokens_received:,} received; the passages with speech leave this machine unless it runs here"
        )


@dataclass(frozen=True, slots=True)
class Consultation:
    """Who may be asked, and by whose leave.

    `agree` hears the cost, `told` every step as (done, of how many), `note` why nothing more is asked.
    """

    endpoint: Endpoint
    agree: Callable[[Cost], bool]
    told: Callable[[int, int], None]
    note: Callable[[str], None]


@dataclass(slots=True)
class LanguageModelAttributor:
    """Speakers by a language model. Without a consultation only answers that were kept are used.

    `notices`, after a call, tells how many lines the rules decided and why.
    """

    rules: Attributor
    model: str
    answers: AnswerFile
    consultation: Consultation | None = None
    notices: list[str] = field(default_factory=list)

    def __call__(self, paragraphs: Sequence[Paragraph]) -> list[list[Attribution]]:
        """See Attributor."""
        found = [list(row) for row in self.rules(paragraphs)]
        questions = questions_of(paragraphs, found)
        open_questions = [one for one in questions if self.answers.get(one, self.model) is None]
        if open_questions and self.consultation is not None:
            self._consult(open_questions, self.consultation)
        total = decided = 0
        for question in questions:
            chosen = self.answers.get(question, self.model) or {}
            total += len(question.places)
            decided += self._decide(question, chosen, found)
        self.notices += self.answers.notices
        if decided < total:
            self.notices.append(
                f"{total - decided:,} of {total:,} quotations have no answer of {self.model}; the rules say who speaks "
                "them"
            )
        return found

    def _decide(self, question: Question, chosen: Chosen, found: list[list[Attribution]]) -> int:
        """Put the choices in the place of the rules' answers; how many there were."""
        count = 0
        for number, (paragraph, index) in enumerate(question.places, 1):
            letter = chosen.get(number)
            if letter is None or letter == NOBODY:
                continue
            count += 1
            rules, speaker = found[paragraph][index], question.candidates[letter]
            same = rules.speaker == speaker and (speaker is not None or rules.confidence > 0)
            confidence = 1 - AGREED * (1 - rules.confidence) if same else DIFFERS
            found[paragraph][index] = Attribution(speaker, confidence, f"llm, {rules.cue}" if same else "llm")
        return count

    def _consult(self, questions: Sequence[Question], consultation: Consultation) -> None:
        """Ask what is open, until all is answered or too much fails in a row."""
        sent = sum(one.tokens[0] for one in questions)
        received = sum(one.tokens[1] for one in questions)
        endpoint = consultation.endpoint
        if not consultation.agree(Cost(endpoint.host, self.model, len(questions), sent, received)):
            return
        failures = failed = 0
        last = ""
        for done, question in enumerate(questions):
            consultation.told(done, len(questions))
            try:
                self.answers.add(question, self.model, self._asked(question, endpoint))
                failures = 0
            except RefusedError as error:
                consultation.note(f"{endpoint.host} refuses: {error}; nothing more was asked")
                return
            except EndpointError as error:
                failures, failed, last = failures + 1, failed + 1, str(error)
                logger.info("a question failed: %s", error)
                if failures >= endpoint.limits.failures_in_a_row:
                    consultation.note(
                        f"{endpoint.host} failed {failures} questions in a row (the last: {last}); nothing more was "
                        "asked. Run it again to go on: answers are kept."
                    )
                    return
        consultation.told(len(questions), len(questions))
        if failed:
            consultation.note(f"{endpoint.host} failed {failed} of {len(questions)} questions (the last: {last})")

    def _asked(self, question: Question, endpoint: Endpoint) -> Chosen:
        """The answer to one question, with as many attempts as are allowed. Raises EndpointError."""
        limits, failure = endpoint.limits, EndpointError("it was not asked")
        best: Chosen = {}
        messages = list(question.messages)
        slow = 0
        for attempt in range(limits.attempts):
            if attempt:
                wait_s = max(limits.backoff_s * 2 ** (attempt - 1), failure.wait_s)
                time.sleep(min(wait_s, limits.longest_wait_s))
            try:
                chosen = read_answer(endpoint.complete(messages), question)
            except RefusedError:
                raise
            except EndpointError as error:
                failure = error
                slow += isinstance(error, SlowError)
                if slow == limits.slow_attempts:
                    break
                continue
            except NonsenseError as error:
                failure, chosen = EndpointError(f"its answer is of no use: {error}"), {}
            best = {**chosen, **best}
            if len(best) == len(question.places):
                return best
            lacking = [str(n) for n in range(1, len(question.places) + 1) if n not in best]
            failure = EndpointError(f"its answer lacks {len(lacking)} of {len(question.places)} numbers")
            said = f"Your last answer gave no letter of the list to {', '.join(lacking)}. One JSON object, please."
            messages = [*question.messages, {"role": "user", "content": said}]
        if best:
            return best
        raise failure
