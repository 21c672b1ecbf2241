"""A language model chooses among candidates; whatever its server does, every line has a speaker in the end."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from manifests.errors import InputError
from manifests.render import LanguageModel, RenderSettings
from pipeline.cli import main
from pipeline.production.preparation import prepare, read_and_attribute
from pipeline.script.attributor import Attribution, Paragraph
from pipeline.script.llm.answers import AnswerFile, NonsenseError, read_answer
from pipeline.script.llm.attributor import Consultation, LanguageModelAttributor
from pipeline.script.llm.endpoint import Endpoint, EndpointLimits, checked_url
from pipeline.script.llm.questions import NOBODY, questions_of
from pipeline.script.quotes.quotations import Quotation

QUICK = EndpointLimits(
    timeout_s=0.4, deadline_s=0.8, attempts=3, backoff_s=0.01, longest_wait_s=0.05, failures_in_a_row=3
)


class Server(ThreadingHTTPServer):
    """A chat endpoint whose manners a test chooses; `asked` are the requests it got."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.heads: list[dict[str, str]] = []
        self.behave: Callable[[Handler], None] = lambda handler: handler.choose("A")
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        self.server.heads.append({"path": self.path, **dict(self.headers)})
        self.server.behave(self)

    def log_message(self, *args: Any) -> None:
        pass

    @property
    def numbers(self) -> list[str]:
        return re.findall(r"⟦(\d+)⟧", self.server.asked[-1]["messages"][1]["content"])

    def send(self, body: bytes, status: int = 200, **heads: str) -> None:
        self.send_response(status)
        for name, value in heads.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def say(self, content: object) -> None:
        self.send(json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode())

    def choose(self, letter: str) -> None:
        self.say(json.dumps(dict.fromkeys(self.numbers, letter)))


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


def paragraph(text: str, chapter: int = 1) -> Paragraph:
    marks = tuple(Quotation(match.start(), match.end()) for match in re.finditer("“[^”]*”", text))
    return Paragraph(text, chapter, 0, marks)


BOOK = [paragraph("“Yes,” said Ada. “Come in.”"), paragraph("Rain."), paragraph("“No,” said Bob."), paragraph("“Why?”")]


def rules(paragraphs):
    return [
        [
            Attribution("Ada" if "Ada" in one.text else "Bob" if "Bob" in one.text else None, 0.6, "rules")
            if "Why" not in one.text
            else Attribution(None, 0.0, "no cue")
            for _ in one.quotations
        ]
        for one in paragraphs
    ]


@pytest.fixture
def ask(server, tmp_path):
    """ask() -> (answers, notes): the book attributed by the server, quickly; the file of answers is kept."""

    def asked(paragraphs=BOOK, *, limits=QUICK, agree=lambda cost: True, key=None, consult=True):
        notes: list[str] = []
        endpoint = Endpoint(server.url, "m", key, limits)
        consultation = Consultation(endpoint, agree, lambda done, total: None, notes.append) if consult else None
        attributor = LanguageModelAttributor(rules, "m", AnswerFile(tmp_path / "a.jsonl"), consultation)
        found = attributor(paragraphs)
        assert [len(row) for row in found] == [len(one.quotations) for one in paragraphs]
        return found, notes + attributor.notices

    return asked


def by_rules(found) -> bool:
    return found == rules(BOOK)


def test_its_choices_become_the_speakers(server, ask):
    server.behave = lambda handler: handler.say('{"1": "A", "2": "A", "3": "B", "4": "A"}')
    found, notes = ask()
    assert [answer.speaker for row in found for answer in row] == ["Ada", "Ada", "Bob", "Ada"]
    assert found[0][0].confidence > 0.6
    assert found[3][0].cue == "llm"
    assert found[3][0].confidence < 0.75
    assert notes == []


def test_it_is_asked_only_to_choose(server, ask):
    ask()
    (asked,) = server.asked
    system, user = asked["messages"]
    assert asked["model"] == "m"
    assert "JSON" in system["content"]
    assert "A: Ada" in user["content"]
    assert "B: Bob" in user["content"]
    assert "⟦2⟧“Come in.”⟦/2⟧" in user["content"]
    assert server.heads[0]["path"] == "/v1/chat/completions"


def test_the_key_goes_into_the_head_and_nowhere_else(server, ask, tmp_path):
    ask(key="sesame")
    assert server.heads[0]["Authorization"] == "Bearer sesame"
    assert "sesame" not in json.dumps(server.asked) + (tmp_path / "a.jsonl").read_text()


def test_a_second_run_asks_nothing(server, ask):
    first = ask()
    assert len(server.asked) == 1
    assert ask() == first
    assert ask(consult=False) == first
    assert len(server.asked) == 1


def test_a_changed_passage_is_asked_anew(server, ask):
    ask()
    ask([*BOOK[:3], paragraph("“Why not?”")])
    assert len(server.asked) == 2


def test_nobody_is_asked_without_leave(server, ask):
    costs = []
    found, notes = ask(agree=lambda cost: bool(costs.append(cost)))
    assert by_rules(found)
    assert server.asked == []
    assert costs[0].requests == 1
    assert costs[0].tokens_sent > 100
    assert "4 of 4" in notes[-1]


MISBEHAVIOUR = {
    "nonsense": lambda handler: handler.say("I think it is Ada who speaks."),
    "a list": lambda handler: handler.say('["A"]'),
    "words around": lambda handler: handler.say('Sure! {"1": "A"}'),
    "unknown letters": lambda handler: handler.say('{"1": "Q", "2": "Ada", "3": 1, "4": null}'),
    "unknown numbers": lambda handler: handler.say('{"0": "A", "5": "A", "01": "A", "x": "A", "99999": "A"}'),
    "numbers twice": lambda handler: handler.say('{"1": "A", "1": "B"}'),
    "deep nesting": lambda handler: handler.say("[" * 100_000),
    "no text": lambda handler: handler.say(None),
    "no choices": lambda handler: handler.send(b'{"choices": []}'),
    "no completion": lambda handler: handler.send(b"[]"),
    "no JSON": lambda handler: handler.send(b"<html>it works</html>"),
    "no UTF-8": lambda handler: handler.send(b"\xff\xfe\xfa"),
    "nothing": lambda handler: handler.send(b""),
    "an error": lambda handler: handler.send(b"{}", 500),
    "too many requests": lambda handler: handler.send(b"{}", 429, Retry_After="0"),
    "a wait of days": lambda handler: handler.send(b"{}", 503, Retry_After="99999"),
    "hangs up": lambda handler: handler.connection.close(),
    "hangs up in the middle": lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"),
    "no HTTP": lambda handler: handler.wfile.write(b"220 smtp ready\r\n"),
    "never answers": lambda handler: handler.server.over.wait(3),
    "a redirect": lambda handler: handler.send(b"", 302, Location="http://example.invalid/"),
}


def drips(handler: Handler) -> None:
    """One byte now and then, so that no single wait is long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not handler.server.over.wait(0.1):
        handler.wfile.write(b" ")


def drips_heads(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.over.wait(0.1):
        handler.wfile.write(b"X-A: b\r\n")


def endless(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not handler.server.over.is_set():
        handler.wfile.write(b"x" * 65536)


MISBEHAVIOUR |= {"drips": drips, "drips heads": drips_heads, "endless": endless}


@pytest.mark.parametrize("behave", MISBEHAVIOUR.values(), ids=MISBEHAVIOUR.keys())
def test_whatever_the_server_does_the_rules_have_an_answer(server, ask, behave):
    server.behave = behave
    begun = time.monotonic()
    found, notes = ask()
    assert by_rules(found)
    assert "4 of 4" in notes[-1]
    assert time.monotonic() - begun < 6


def test_what_is_usable_of_an_answer_is_used_and_kept(server, ask):
    server.behave = lambda handler: handler.say('```json\n{"1": "B", "2": "nobody", "4": "Z"}\n```')
    found, _ = ask()
    assert found[0][0].speaker == "Bob"
    assert [found[0][1], *found[2], *found[3]] == [rules(BOOK)[0][1], *rules(BOOK)[2], *rules(BOOK)[3]]
    assert len(server.asked) == QUICK.attempts
    ask()
    assert len(server.asked) == QUICK.attempts


def test_it_tries_again_after_a_failure(server, ask):
    replies = iter([MISBEHAVIOUR["an error"], MISBEHAVIOUR["hangs up"], lambda handler: handler.choose("B")])
    server.behave = lambda handler: next(replies)(handler)
    found, notes = ask()
    assert {answer.speaker for row in found for answer in row} == {"Bob"}
    assert notes == []


def test_a_silent_server_is_asked_twice_and_a_failure_is_told(server, ask):
    server.behave = lambda handler: server.over.wait(5)
    found, notes = ask()
    server.over.set()
    assert by_rules(found)
    assert len(server.asked) == QUICK.slow_attempts
    assert "1 of 1 questions (the last: it said nothing for 0.4 s)" in notes[0]


def test_a_retry_says_what_is_missing(server, ask):
    replies = iter(['{"1": "A", "2": "A", "3": "B"}', '{"4": "B"}'])
    server.behave = lambda handler: handler.say(next(replies))
    found, _ = ask()
    assert found[3][0].speaker == "Bob"
    assert "4" in server.asked[1]["messages"][-1]["content"]


def test_after_some_failures_in_a_row_it_gives_up_and_says_so(server, ask):
    server.behave = MISBEHAVIOUR["an error"]
    book = [paragraph(f"“Number {n},” said Ada.", chapter=n) for n in range(1, 9)]
    _, notes = ask(book)
    assert len(server.asked) == QUICK.failures_in_a_row * QUICK.attempts
    assert "3 questions in a row" in notes[0]


def test_what_was_answered_before_it_gave_up_is_kept(server, ask):
    book = [paragraph(f"“Number {n},” said Ada.", chapter=n) for n in range(1, 9)]
    server.behave = lambda handler: handler.choose("A") if len(server.asked) < 3 else handler.send(b"", 500)
    ask(book)
    server.behave = lambda handler: handler.choose("A")
    before = len(server.asked)
    _, notes = ask(book)
    assert len(server.asked) - before == 6
    assert notes == []


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_not_asked_again(server, ask, status):
    server.behave = lambda handler: handler.send(b'{"error": "no such key: sesame"}', status)
    found, notes = ask(key="sesame")
    assert by_rules(found)
    assert len(server.asked) == 1
    assert str(status) in notes[0]
    assert "sesame" not in notes[0]


def test_a_server_that_is_not_there_is_told(ask, server):
    server.server_close()
    found, notes = ask()
    assert by_rules(found)
    assert "4 of 4" in notes[-1]


def test_the_wait_that_is_asked_for_is_bounded(server, ask):
    server.behave = MISBEHAVIOUR["a wait of days"]
    begun = time.monotonic()
    ask()
    assert time.monotonic() - begun < 2


def test_a_torn_file_of_answers_is_read_as_far_as_it_goes(server, ask, tmp_path):
    ask()
    file = tmp_path / "a.jsonl"
    file.write_text(file.read_text() + '{"key": "x", "answ', encoding="utf-8")
    _, notes = ask()
    assert len(server.asked) == 1
    assert "passed over" in notes[0]
    ask([*BOOK[:3], paragraph("“Why not?”")])
    assert len(AnswerFile(file)._known) == 2


def test_answers_that_cannot_be_kept_still_count(server, tmp_path):
    (tmp_path / "file").write_text("x")
    answers = AnswerFile(tmp_path / "file" / "a.jsonl")
    consultation = Consultation(Endpoint(server.url, "m", None, QUICK), lambda cost: True, lambda *_: None, print)
    attributor = LanguageModelAttributor(rules, "m", answers, consultation)
    assert attributor(BOOK)[3][0].speaker == "Ada"
    assert "cannot be kept" in attributor.notices[0]


def test_questions_are_bounded_and_hold_every_quotation_once():
    book = [paragraph(f"“Number {n},” said Ada. “{'x' * 300}”", chapter=n // 50) for n in range(200)]
    questions = questions_of(book, rules(book))
    places = [place for question in questions for place in question.places]
    assert places == [(n, index) for n in range(200) for index in (0, 1)]
    assert all(len(question.messages[1]["content"]) < 12_000 for question in questions)
    assert all(NOBODY not in question.candidates for question in questions)


def test_strict_reading_of_an_answer():
    (question,) = questions_of(BOOK, rules(BOOK))
    assert read_answer('{"1": "A", "2": "Z"}', question) == {1: "A", 2: "Z"}
    with pytest.raises(NonsenseError):
        read_answer('"A"', question)


@pytest.mark.parametrize(
    "url", ["localhost:11434", "ftp://host/v1", "http://", "http://me:secret@host/v1", "http://h:x"]
)
def test_addresses_that_cannot_be_meant_are_refused(url):
    with pytest.raises(InputError) as refused:
        checked_url(url)
    assert "secret" not in str(refused.value)


STORY = "# One\n\n“Is it you?” said Tom.\n\n“It is,” said Mara.\n\n“Well.”\n\n“Come in.”\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "tide.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_a_command_asks_once_and_needs_leave(story, server, capsys):
    command = ["script", str(story), "--json", "--attribution", "llm", "--llm-url", server.url, "--llm-model", "m"]
    assert main(command) == 3
    said = capsys.readouterr().err
    assert "1 request to" in said
    assert "--llm-yes" in said
    assert server.asked == []
    assert main([*command, "--llm-yes"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len({line["speaker"] for line in lines if line["kind"] == "dialogue"}) == 1
    assert main(command) == 0
    assert len(server.asked) == 1
    assert story.with_name("tide.answers.jsonl").is_file()


def test_a_missing_key_or_address_is_exit_3(story, capsys, monkeypatch):
    monkeypatch.delenv("NO_KEY_HERE", raising=False)
    command = ["script", str(story), "--attribution", "llm"]
    assert main(command) == 3
    assert "--llm-url" in capsys.readouterr().err
    assert (
        main([*command, "--llm-url", "http://127.0.0.1:9/v1", "--llm-model", "m", "--llm-key-env", "NO_KEY_HERE"]) == 3
    )
    assert "NO_KEY_HERE" in capsys.readouterr().err


def test_a_later_run_of_the_same_settings_uses_the_same_answers(story, server):
    settings = RenderSettings(
        source=str(story),
        engine="draft",
        language_model=LanguageModel(url=server.url, model="m", answers=str(story.with_name("a.jsonl"))),
    )
    again = RenderSettings.model_validate_json(settings.model_dump_json())
    endpoint = Endpoint(server.url, "m", None, QUICK)
    read_and_attribute(settings, Consultation(endpoint, lambda cost: True, lambda *_: None, print))
    before = len(server.asked)
    speakers = [line.speaker for line in prepare(again).script.lines if line.kind == "dialogue"]
    assert len(set(speakers)) == 1
    assert len(server.asked) == before
