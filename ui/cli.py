"""`byline` in a terminal. stdout is data, stderr is talk; exit 0 done, 1 ran but below the bar, 2 could not run."""

import json
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from index.errors import BylineError
from rag.types import QuestionError
from ui.eval_command import evaluate
from ui.index_commands import IndexOption
from ui.index_commands import app as index_app
from ui.printing import ERR, print_answer, print_table, progress_bar

if TYPE_CHECKING:
    from rag.answering import Answerer

app = typer.Typer(
    help="Ask a collection of news articles; every sentence of an answer carries its source.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(index_app, name="index")
app.command(name="eval")(evaluate)

WriterOption = Annotated[
    str | None,
    typer.Option(help="A language model that writes: PROVIDER:MODEL, gguf:FILE, or none. See docs/writers.md."),
]
WritersOption = Annotated[
    list[str] | None,
    typer.Option("--writer", help="As for `ask`; repeated, the page offers each beside the articles' own words."),
]
WriterUrlOption = Annotated[str | None, typer.Option(help="An OpenAI-compatible server of your own.")]


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What to ask.")],
    index: IndexOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    since: Annotated[str | None, typer.Option(help="Only articles published on this date or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only articles published on this date or earlier.")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be repeated.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Answer for this date: nothing later, and what was new then first.")
    ] = None,
    writer: WriterOption = None,
    writer_url: WriterUrlOption = None,
) -> None:
    """Answer a question, with the exact words it rests on."""
    answer = _open(index, writer, writer_url).answer(
        question, since=since, until=until, publishers=tuple(publisher or ()), as_of=as_of
    )
    if as_json:
        sys.stdout.write(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        print_answer(answer)


@app.command()
def chat(
    index: IndexOption = None,
    port: Annotated[int, typer.Option(help="Where to listen.")] = 7860,
    host: Annotated[str, typer.Option(help="Where to listen; others than this machine need --public.")] = "127.0.0.1",
    public: Annotated[str | None, typer.Option(help="Serve others, who reach the page by this host name.")] = None,
    auth: Annotated[str | None, typer.Option(help="Ask for this user and the password in BYLINE_PASSWORD.")] = None,
    writer: WritersOption = None,
    writer_url: WriterUrlOption = None,
) -> None:
    """Open the chat in the browser."""
    from index.seeding import SEEDS
    from index.settings import read
    from ui.examples import choose
    from ui.gate import Access
    from ui.server import serve

    # Not an option: every user of the machine can read the command lines of the others.
    password = os.environ.get("BYLINE_PASSWORD") if auth else None
    if auth and not password:
        raise ValueError("--auth takes its password from the variable BYLINE_PASSWORD, which is not set")
    access = Access(names=(public,) if public else (), user=auth, password=password, public=public is not None)
    answerer = _open(index, writer or None, writer_url)
    seeds = SEEDS / "questions" / "seeds.jsonl"
    examples = choose(seeds, answerer.collection)
    serve(
        answerer,
        host=host,
        port=port,
        examples=examples,
        access=access,
        folder=answerer.collection.folder,
        # Whoever asks other articles has no use for questions on the samples.
        samples=seeds if examples else None,
        sets=read().questions,
    )


@app.command()
def doctor(index: IndexOption = None) -> None:
    """Look at everything Byline needs, name what is missing or broken, and say how to mend it."""
    from ui.doctor import examine

    findings = list(examine(index))
    print_table(("", "what", "state"), ((finding.mark, finding.what, finding.state) for finding in findings))
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


def _open(folder: Path | None, writer: str | list[str] | None, writer_url: str | None) -> "Answerer":
    import rag
    from index.seeding import open_default
    from index.settings import read

    settings = read()
    if writer_url is not None:
        settings = settings.model_copy(update={"writer_url": writer_url})
    if folder is not None:
        return rag.open(folder, settings=settings, writer=writer)
    with progress_bar("Indexing the sample articles") as progress:
        return rag.open(open_default(settings, progress=progress), settings=settings, writer=writer)


def main() -> None:
    """Run the command line; what is wrong with the world or the question becomes one line on stderr."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="byline: %(message)s")
    logging.getLogger("index").setLevel(logging.INFO)
    try:
        app()
    except BylineError as error:
        ERR.print(Text(f"byline: {error.message}"), style="red")
        ERR.print(Text(error.hint))
        raise SystemExit(2) from None
    except (QuestionError, ValueError) as error:
        ERR.print(Text(f"byline: {error}"), style="red")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        ERR.print("byline: stopped; what was acknowledged is kept.")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
