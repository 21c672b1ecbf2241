"""Every option of every command, each with a use of it that must show: in what is said, made, asked, or refused.

A new option belongs here, or tests/cli/test_every_option.py fails.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """`given` is the option with a value; `beside` is said with it and without. `refused` is the exit code of what
    cannot be done, which names the option; `told` are words that must be said; `book` takes the place of the small one."""

    given: tuple[str, ...]
    beside: tuple[str, ...] = ()
    refused: int = 0
    told: str = ""
    book: str = "tide.md"


LLM = ("--attribution", "llm", "--llm-yes", "--llm-model", "m", "--llm-url", "{server}")


def _without(option: str) -> tuple[str, ...]:
    at = LLM.index(option)
    return (*LLM[:at], *LLM[at + (1 if option == "--llm-yes" else 2) :])


SOURCE = {
    "--notes": Case(("--notes", "inline")),
    "--language": Case(("--language", "no language"), refused=3, told="--language"),
    "--include": Case(("--include", "copyright")),
    "--exclude": Case(("--exclude", "Two")),
    "--alt-text": Case(("--alt-text",)),
    "--book-file": Case(("--book-file", "gone.book.yaml"), refused=3, told="gone.book.yaml"),
    "--corrections": Case(("--corrections", "mine.yaml")),
    "--attribution": Case(("--attribution", "llm"), refused=3, told="--llm-url"),
    "--llm-url": Case(("--llm-url", "{server}"), _without("--llm-url")),
    "--llm-model": Case(("--llm-model", "other"), LLM),
    "--llm-key-env": Case(("--llm-key-env", "A_KEY"), LLM),
    "--llm-answers": Case(("--llm-answers", "kept.jsonl"), LLM),
    "--llm-yes": Case(("--llm-yes",), _without("--llm-yes")),
}
VOICES = {
    "--cast": Case(("--cast", "cast.yaml")),
    "--engine": Case(("--engine", "draft"), told="it was asked for"),
    "--model": Case(("--model", "nowhere"), ("--engine", "voxcpm"), told="nowhere"),
    "--seed": Case(("--seed", "5")),
}
DELIVERY = {
    "--preset": Case(("--preset", "podcast")),
    "--formats": Case(("--formats", "m4b")),
    "--chapters": Case(("--chapters", "1")),
    "--yes": Case(("--yes",), ("--exclude", "One")),
    "--no-credits": Case(("--no-credits",), ("--preset", "acx")),
    "--title": Case(("--title", "High Water")),
    "--author": Case(("--author", "Bo Ink")),
    "--narrator": Case(("--narrator", "Nora")),
    "--series": Case(("--series", "Doors #2")),
    "--cover": Case(("--cover", "gone.png"), refused=3),
}
JSON = {"--json": Case(("--json",))}
JOBS = {"--jobs": Case(("--jobs", "3"), told="of 3 at work")}

# What the draft voice cannot do with an option of VoxCPM's: it says so.
DRAFT_REFUSES = {
    "--model": Case(("--model", "nowhere"), refused=2),
    "--clip": Case(("--clip", "clip.wav"), refused=2),
    "--transcript": Case(("--transcript", "Well."), refused=2),
}

CASES: dict[str, dict[str, Case]] = {
    "": {
        "--version": Case(("--version",), told="bookcast "),
        "--debug": Case(("--debug", "script", "gone.md"), told="InputError"),
    },
    "render": {
        **SOURCE,
        **VOICES,
        **DELIVERY,
        **JOBS,
        **JSON,
        "--proof": Case(("--proof", "signal")),
        "--approved": Case(("--approved",), refused=6, told="not approved"),
        "--out": Case(("--out", "elsewhere")),
    },
    "plan": {
        **SOURCE,
        **VOICES,
        **DELIVERY,
        **JSON,
        "--seed": Case(("--seed", "5"), ("--json",)),
        "--formats": Case(("--formats", "m4b"), book="long.md"),
        "--series": Case(("--series", "Doors #2"), ("--json",)),
    },
    "script": {
        **SOURCE,
        **JSON,
        "--left-out": Case(("--left-out",)),
        "--outline": Case(("--outline",)),
        "--review": Case(("--review",)),
        "--below": Case(("--below", "1"), ("--review",)),
        "--output": Case(("--output", "review.yaml")),
    },
    "cast": {
        **SOURCE,
        **JSON,
        "--engine": Case(("--engine", "kokoro"), ("--model", "nowhere"), told="nowhere"),
        "--model": Case(("--model", "nowhere"), ("--engine", "kokoro"), told="nowhere"),
        "--output": Case(("--output", "new.yaml")),
        "--force": Case(("--force",), ("--output", "cast.yaml")),
        "--update": Case(("--update",), ("--output", "cast.yaml")),
    },
    "pronounce": {
        **SOURCE,
        **JSON,
        "--cast": Case(("--cast", "cast.yaml")),
        "--all": Case(("--all",)),
        "--listen": Case(("--listen", "names.mp3")),
        "--force": Case(("--force",), ("--listen", "taken.mp3")),
    },
    "audition": {
        **JSON,
        "--book": Case(("--book", "tide.md")),
        "--output": Case(("--output", "heard.flac")),
        "--force": Case(("--force",), ("--output", "made/01 - One.flac")),
        "--role": Case(("--role", "Tom")),
        "--no-announce": Case(("--no-announce",)),
        "--engine": Case(("--engine", "voxcpm"), ("--model", "nowhere"), told="nowhere"),
        "--model": Case(("--model", "nowhere"), ("--engine", "voxcpm"), told="nowhere"),
    },
    "say": {
        **JSON,
        **DRAFT_REFUSES,
        "--output": Case(("--output", "line.wav")),
        "--force": Case(("--force",), ("--output", "made/01 - One.flac")),
        "--engine": Case(("--engine", "voxcpm"), ("--model", "nowhere"), told="nowhere"),
        "--language": Case(("--language", "de")),
        "--cast": Case(("--cast", "cast.yaml"), ("--voice", "tom")),
        "--voice": Case(("--voice", "f4")),
        "--speed": Case(("--speed", "1.5")),
        "--seed": Case(("--seed", "5")),
        "--style": Case(("--style", "whispering")),
    },
    "retake": {
        **JSON,
        **JOBS,
        "--line": Case(("--line", "001-0002")),
        "--seed": Case(("--seed", "5")),
        "--speed": Case(("--speed", "1.5")),
        "--say": Case(("--say", "Nobody knows.")),
        "--style": Case(("--style", "whispering")),
        "--pause": Case(("--pause", "3")),
        "--undo": Case(("--undo",)),
        "--dry-run": Case(("--dry-run",)),
    },
    "deliver": {
        **JSON,
        "--to": Case(("--to", "podcast")),
        "--preset": Case(("--preset", "acx"), refused=3),
    },
    "publish": {**JSON, "--to": Case(("--to", "elsewhere")), "--drop": Case(("--drop",), ("--to", "taken"))},
    "flags": {
        **JSON,
        "--all": Case(("--all", "--json"), ("--close", "0"), refused=3, told="no flag"),
        "--csv": Case(("--csv",)),
        "--line": Case(("--line", "001-0002")),
        "--chapter": Case(("--chapter", "1"), ("--at", "0:03")),
        "--at": Case(("--at", "0.5"), ("--line", "001-0002", "--json")),
        "--close": Case(("--close", "f"), refused=3, told="no flag"),
        "--reopen": Case(("--reopen", "f"), refused=3, told="no flag"),
        "--kind": Case(("--kind", "noise"), ("--line", "001-0002", "--json")),
        "--heard": Case(("--heard", "hum"), ("--line", "001-0002", "--json")),
        "--remark": Case(("--remark", "later"), ("--line", "001-0002", "--json")),
        "--by": Case(("--by", "Ada"), ("--line", "001-0002", "--json")),
    },
    "studio": {
        **JSON,
        "--port": Case(("--port", "18765"), told="127.0.0.1:18765/"),
        "--host": Case(("--host", "127.0.0.2"), told="http://127.0.0.2:"),
        "--no-browser": Case(("--no-browser",)),
    },
    "approve": {
        **JSON,
        "--chapters": Case(("--chapters", "1")),
        "--all": Case(("--all",)),
        "--line": Case(("--line", "001-0002")),
        "--withdraw": Case(("--withdraw",), ("--all",), refused=3, told="nothing of these chapters is approved"),
        "--remark": Case(("--remark", "well"), ("--all",)),
        "--by": Case(("--by", "Ada"), ("--all",)),
    },
    "takes": {
        **JSON,
        "--line": Case(("--line", "001-0003")),
        "--take": Case(("--take", "none"), ("-o", "take.wav"), refused=3, told="no take"),
        "--output": Case(("--output", "take.flac")),
        "--around": Case(("--around", "1"), ("-o", "take.wav")),
        "--force": Case(("--force",), ("-o", "taken.wav")),
        "--tries": Case(("--tries", "1")),
        "--speed": Case(("--speed", "1.5"), ("--tries", "1", "--json")),
        "--say": Case(("--say", "Nobody knows."), ("--tries", "1", "--json")),
        "--style": Case(("--style", "whispering"), ("--tries", "1", "--json")),
        "--choose": Case(("--choose", "none"), refused=3, told="no take"),
        "--dry-run": Case(("--dry-run",), refused=2, told="--choose"),
        "--jobs": Case(("--jobs", "3"), ("--tries", "1"), told="of 3 at work"),
    },
    "direct": {
        **JSON,
        **JOBS,
        "--line": Case(("--line", "001-0005")),
        "--speaker": Case(("--speaker", "Mara")),
        "--scope": Case(("--scope", "role")),
        "--role": Case(("--role", "Tom", "--speaker", "x"), refused=2, told="not allowed with"),
        "--voice": Case(("--voice", "tom"), refused=2, told="--line"),
        "--join": Case(("--join", "Mara"), refused=2, told="--line"),
        "--undo": Case(("--undo",), refused=2, told="not allowed with"),
        "--dry-run": Case(("--dry-run",)),
    },
    "clean": {**JSON, "--yes": Case(("--yes",)), "--alternatives": Case(("--alternatives",))},
    "check": {
        **JSON,
        "--preset": Case(("--preset", "podcast")),
        "--make-cover": Case(("--make-cover", "blur"), refused=3),
        "--approved": Case(("--approved",), refused=6, told="not approved"),
    },
    "sign": {
        **JSON,
        "--certificate": Case(("--certificate", "gone.pem"), refused=3, told="gone.pem"),
        "--key": Case(("--key", "gone.key"), refused=3, told="gone.key"),
    },
    "verify": {**JSON, "--trust": Case(("--trust", "gone.pem"), refused=3, told="gone.pem")},
    "status": {**JSON, "--follow": Case(("--follow",))},
    "config": {**JSON},
    "shelf": {**JSON, **JOBS, "--quick": Case(("--quick",))},
    "completion": {**JSON},
}

PLAIN: dict[str, tuple[str, ...]] = {
    "": (),
    "render": ("render", "tide.md", "--out", "out", "--preset", "raw"),
    "plan": ("plan", "tide.md"),
    "script": ("script", "tide.md"),
    "cast": ("cast", "tide.md"),
    "pronounce": ("pronounce", "tide.md"),
    "audition": ("audition", "cast.yaml"),
    "say": ("say", "Is anybody here?"),
    "retake": ("retake", "made", "--line", "001-0001"),
    "deliver": ("deliver", "made", "--to", "audiobookshelf"),
    "publish": ("publish", "show.yaml", "--to", "site"),
    "takes": ("takes", "made", "--line", "001-0002"),
    "direct": ("direct", "made", "--line", "001-0003", "--speaker", "narrator"),
    "flags": ("flags", "made"),
    "approve": ("approve", "made"),
    "studio": ("studio", "made"),
    "clean": ("clean", "made"),
    "check": ("check", "made"),
    "sign": ("sign", "made", "--certificate", "signer.pem", "--key", "signer.key"),
    "verify": ("verify", "made"),
    "status": ("status", "made"),
    "config": ("config",),
    "shelf": ("shelf", "check", "shelf.csv"),
    "completion": ("completion", "bash"),
}
"""Each command with nothing but what it must be given."""
