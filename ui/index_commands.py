"""`byline index ...`: the collection in a terminal."""

import json
import sys
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from ui.printing import ERR, OUT, print_table, progress_bar

if TYPE_CHECKING:
    from index.collection import Collection
    from index.types import Article

app = typer.Typer(help="Add, list, check and remove articles.", no_args_is_help=True)

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index; without it the default one.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_SHOWN_FAILURES = 20


@app.command()
def add(
    places: Annotated[
        list[str],
        typer.Argument(
            help="Files (text, Markdown, HTML, PDF, Word, e-mail, JSONL, CSV, feeds), folders, https links."
        ),
    ],
    index: IndexOption = None,
    strict: Annotated[bool, typer.Option(help="Exit 1 when an article could not be read.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take articles in; a changed file replaces its article, an unchanged one costs nothing."""
    from index import registry
    from index.collection import create
    from index.settings import read

    settings = read()
    outlets = registry.with_file(settings.publishers) if settings.publishers else None
    with create(index or settings.index, settings) as collection, progress_bar("Indexing") as progress:
        # Whoever gives a link asks for it to be fetched.
        report = collection.add(*places, progress=progress, fetch=True, registry=outlets)
    if as_json:
        _print_json(asdict(report))
    else:
        names = ("added", "unchanged", "updated", "duplicates", "failed")
        print_table(("articles", ""), ((name, len(getattr(report, name))) for name in names))
        for failure in report.failed[:_SHOWN_FAILURES]:
            ERR.print(Text(f"{failure.place}: {failure.reason.rstrip('.')}. {failure.hint}"))
        if len(report.failed) > _SHOWN_FAILURES:
            ERR.print(f"... and {len(report.failed) - _SHOWN_FAILURES} more; --json lists them all.")
    if strict and report.failed:
        raise typer.Exit(1)


@app.command()
def remove(
    article_ids: Annotated[list[str], typer.Argument(help="Ids, as `byline index list` shows them.")],
    index: IndexOption = None,
) -> None:
    """Remove articles; they can be neither found nor cited from then on."""
    with _open(index) as collection:
        removed = collection.remove(*article_ids)
    unknown = [article_id for article_id in article_ids if article_id not in removed]
    OUT.print(Text(f"removed {len(removed)}"))
    if unknown:
        ERR.print(Text(f"not in the index: {', '.join(unknown)}"))
        raise typer.Exit(1)


@app.command(name="list")
def list_articles(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """List the articles."""
    with _open(index) as collection:
        if as_json:
            for article in collection.articles():
                sys.stdout.write(json.dumps(_summary(article), ensure_ascii=False) + "\n")
            return
        rows = ((s["id"], s["title"], s["publisher"], s["published"]) for s in map(_summary, collection.articles()))
        print_table(("id", "title", "publisher", "date"), rows)


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(help="As `byline index list` shows it.")],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show an article: its text, and what is known of it and from where."""
    from index.types import DESCRIBED_NAMES

    with _open(index) as collection:
        try:
            article = collection.article(article_id)
        except KeyError:
            raise ValueError(f"There is no article {article_id!r}; `byline index list` shows what there is.") from None
        taken, older, copies = (
            collection.taken(article_id),
            collection.versions(article_id),
            collection.copies(article_id),
        )
    if as_json:
        source = json.loads(article.source.to_json())
        versions = [
            {"number": v.number, "taken": v.taken, "replaced": v.replaced, "text": v.article.text} for v in older
        ]
        more = {"raw_sha256": article.raw_sha256, "taken": taken, "versions": versions, "copies": copies}
        _print_json({"id": article.id, "origin": article.origin, **more, "source": source, "text": article.text})
        return
    for name in DESCRIBED_NAMES:
        value = getattr(article.source, name)
        proof = (f" at {value.span[0]}-{value.span[1]}" if value.span else "") + (f": {value.why}" if value.why else "")
        known = f" ({value.provenance.value}{proof})" if value.value else ""
        OUT.print(Text(f"{name.replace('_', ' ')}: {value}{known}"))
    for key, text in article.source.extra:
        OUT.print(Text(f"{key}: {text}"))
    OUT.print(Text(f"read from: {article.origin}, SHA-256 {article.raw_sha256 or 'unknown'}"))
    OUT.print(Text(f"taken in: {taken or 'unknown'}" + (f"; copies: {', '.join(copies)}" if copies else "")))
    for version in older:
        OUT.print(
            Text(f"updated: version {version.number} of {version.taken or 'unknown'} replaced {version.replaced}")
        )
    OUT.print(Text(f"\n{article.text}"))


@app.command()
def stats(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Figures about the index."""
    with _open(index) as collection:
        figures = asdict(collection.stats())
    if as_json:
        _print_json(figures)
    else:
        print_table(("", ""), ((name, f"{v:,}" if isinstance(v, int) else v) for name, v in figures.items()))


@app.command()
def verify(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """Check every checksum, offset and vector; exit 1 when something is damaged."""
    with _open(index) as collection:
        problems = list(collection.verify())
        articles = collection.count() if not problems else 0
    if as_json:
        _print_json([asdict(problem) for problem in problems])
    elif problems:
        print_table(("article", "damage"), ((problem.article_id or "-", problem.what) for problem in problems))
        damaged = Counter(problem.article_id for problem in problems)
        ERR.print(f"{len(problems)} problems in {len(damaged)} articles. Remove and add these again, or build anew.")
    else:
        OUT.print(f"{articles} articles are sound.")
    if problems:
        raise typer.Exit(1)


@app.command()
def rebuild(index: IndexOption = None) -> None:
    """Cut and embed every article again, for another embedder or a newer version; the old index answers meanwhile."""
    from index.collection import rebuild as rebuild_collection
    from index.settings import read

    settings = read()
    with progress_bar("Rebuilding") as progress:
        collection = rebuild_collection(index or settings.index, settings, progress=progress)
    with collection:
        OUT.print(f"{collection.count()} articles rebuilt.")


def _open(folder: Path | None) -> "Collection":
    import index as index_room
    from index.seeding import open_default
    from index.settings import read

    return index_room.open(folder) if folder is not None else open_default(read())


def _summary(article: "Article") -> dict[str, str | int]:
    source = article.source
    return {
        "id": article.id,
        "title": str(source.title),
        "publisher": str(source.publisher),
        "published": str(source.published),
        "sentences": len(article.sentences),
        "origin": article.origin,
    }


def _print_json(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
