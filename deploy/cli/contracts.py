"""`mesa contracts`: what is spoken, for those who build on the other side."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deploy.contracts import asyncapi, schemas

app = typer.Typer(no_args_is_help=True, help="What is spoken: export as AsyncAPI or JSON Schema.")


class Format(StrEnum):
    ASYNCAPI = "asyncapi"
    JSONSCHEMA = "jsonschema"


@app.callback()
def _contracts() -> None:
    """What is spoken: export as AsyncAPI or JSON Schema."""


@app.command()
def export(
    form: Annotated[Format, typer.Option("--format", help="asyncapi: topics, keys, who writes; jsonschema: bodies.")],
    out: Annotated[Path | None, typer.Option(help="A file; without it, the terminal.")] = None,
    prefix: Annotated[str, typer.Option(help="First word of every topic's name.")] = "mesa",
) -> None:
    """Every fact and request, with its topic, key, headers and the schema of its body."""
    document = asyncapi(prefix) if form is Format.ASYNCAPI else schemas()
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=form is Format.JSONSCHEMA)
    if out is None:
        print(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        print(f"{out}: {len(text):,} characters")
