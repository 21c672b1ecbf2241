# Short names for what one does all day; `just` lists them. Each line is a command that can be typed by hand.

# The environment's programs; another environment: `just bin=/path/to/bin test`.
bin := ".venv/bin"

[private]
default:
    @just --list

# Make the environment with everything that the tests need.
install:
    python3 -m venv .venv
    {{bin}}/pip install -c constraints.txt -e ".[test]"

# The quick tests; more arguments go to pytest: `just test tests/sound -x`.
test *arguments:
    {{bin}}/python -m pytest -n 2 -m "not slow" {{arguments}}

# Lint, formatting, types and import rules.
lint:
    {{bin}}/ruff check .
    {{bin}}/ruff format --check .
    {{bin}}/mypy
    {{bin}}/lint-imports

# Put the code into the project's format.
format:
    {{bin}}/ruff check --fix .
    {{bin}}/ruff format .

# Write the pages that are made from the code, and check all others.
docs:
    {{bin}}/python -m casting.schema
    {{bin}}/python -m pipeline.cli.reference
    {{bin}}/python -m pytest -q tests/docs

# One figure of the docs: `just bench render`.
bench name *arguments:
    {{bin}}/python benchmarks/{{name}}.py {{arguments}}

# All that must hold before a change lands, in fresh environments.
check:
    bash .ci/run
