"""The measured part of docs/results.md, from the summaries of runs: `python -m evals.results RUNS docs/results.md`.

RUNS is the folder of `evals.figures`. Only what stands between the two marks is written over; what people write
around it stays.
"""

import argparse
import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.peers.asking import PEERS
from evals.scoring import NAMES
from evals.writing import SUMMARY

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
Summary = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the summaries and write the part."""
    parser = argparse.ArgumentParser(description="Write the measured part of the results.")
    parser.add_argument("runs", type=Path)
    parser.add_argument("page", type=Path)
    given = parser.parse_args(arguments)
    page = given.page.read_text(encoding="utf-8") if given.page.exists() else f"# Results\n\n{BEGIN}\n{END}\n"
    given.page.write_text(renewed(page, "\n".join(tell(given.runs))), encoding="utf-8")


def renewed(page: str, part: str) -> str:
    r"""A page with another part between its marks; at the end when it has none.

    >>> renewed(f"# Mine\n{BEGIN}\nold\n{END}\nmore", "new") == f"# Mine\n{BEGIN}\nnew\n{END}\nmore"
    True
    """
    before, begun, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before if begun else page.rstrip() + chr(10) * 2}{BEGIN}\n{part}\n{END}{after if begun else chr(10)}"


def tell(runs: Path) -> Iterator[str]:
    """The lines of the part: a section for each set that was run, Byline in the first column and its peers beside."""
    published = tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"))
    for folder in sorted(path.parent.parent for path in runs.glob(f"*/byline/{SUMMARY}")):
        systems = [path for each in ("byline", *PEERS) if (path := folder / each / SUMMARY).is_file()]
        yield from _section(folder.name, [_read(each) for each in systems], published.get(folder.name, {}))


def _read(path: Path) -> Summary:
    found: Summary = json.loads(path.read_text(encoding="utf-8"))
    return found


def _section(name: str, systems: Sequence[Summary], published: dict[str, Any]) -> Iterator[str]:
    ours = systems[0]
    told = ours["settings"]
    yield f"### {name}\n"
    yield (
        f"{told.get('questions', ours['questions'])} questions over {told.get('articles', '?')} articles, seed "
        f"{told.get('seed', '-')}; {', '.join(str(each['failed']) for each in systems)} failed. "
        f"Measured {' and '.join(_when(each) for each in systems)}. Support scorer: {told['support scorer']}.\n"
    )
    heads = " | ".join(each["system"] for each in systems)
    yield f"| measure | {heads} |\n|{'---|' * (len(systems) + 1)}"
    for measure in NAMES:
        if any(measure in each["figures"] for each in systems):
            cells = " | ".join(_cell(each["figures"].get(measure)) for each in systems)
            yield f"| {measure.replace('_', ' ')} | {cells} |"
    for each in systems[1:]:
        versions = ", ".join(f"{key} {value}" for key, value in each["settings"].items() if _is_of_peer(key))
        yield f"\n{each['system']}: {versions}."
    if published:
        yield f"\n{published['note']}\n"
        if published["rows"]:
            yield "| published | figure | value |\n|---|---|---|"
            yield from (f"| {' | '.join(row)} |" for row in published["rows"])
    yield ""


def _when(summary: Summary) -> str:
    day, _, hour = summary["settings"]["when"].partition("T")
    return f"{day} {hour[:5]}"


def _is_of_peer(key: str) -> bool:
    return key not in ("set", "questions", "articles", "seed", "support scorer", "when", "python", "versions")


def _cell(figure: dict[str, float] | None) -> str:
    if figure is None:
        return "–"
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}] of {figure['count']}"


if __name__ == "__main__":
    main()
