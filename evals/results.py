"""The measured part of docs/results.md, from the summaries of runs: `python -m evals.results RUNS docs/results.md`.

RUNS holds a folder for each set, and in PEERS one for each set and peer. Only what stands between the two marks is
written over; what people write around it stays.
"""

import argparse
import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SHOWN = (
    "correct",
    "contains",
    "value_match",
    "exact_match",
    "f1",
    "multiple_choice",
    "list_f1",
    "all_and_only",
    "evidence_recall",
    "evidence_precision",
    "quote_exactness",
    "citation_recall",
    "citation_precision",
    "source_independence",
    "ndcg@10",
    "recall@5",
    "recall@10",
    "success@1",
    "success@5",
    "passage_ndcg@10",
    "passage_recall@5",
    "followup_ndcg@10",
    "last_turn_ndcg@10",
    "rewrite_ndcg@10",
    "answered",
    "abstention_precision",
    "abstention_recall",
    "abstention_f1",
    "auroc",
    "risk_area",
    "calibration_error",
    "card_precision",
    "card_recall",
    "seconds_p50",
    "seconds_p95",
)
Summary = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the summaries and write the part."""
    parser = argparse.ArgumentParser(description="Write the measured part of the results.")
    parser.add_argument("runs", type=Path)
    parser.add_argument("page", type=Path)
    parser.add_argument("--peers", type=Path, help="the folder of `evals.peers.run`, one below it for each set")
    given = parser.parse_args(arguments)
    page = given.page.read_text(encoding="utf-8") if given.page.exists() else f"# Results\n\n{BEGIN}\n{END}\n"
    given.page.write_text(renewed(page, "\n".join(tell(given.runs, given.peers))), encoding="utf-8")


def renewed(page: str, part: str) -> str:
    r"""A page with another part between its marks; at the end when it has none.

    >>> renewed(f"# Mine\n{BEGIN}\nold\n{END}\nmore", "new") == f"# Mine\n{BEGIN}\nnew\n{END}\nmore"
    True
    """
    before, begun, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before if begun else page.rstrip() + chr(10) * 2}{BEGIN}\n{part}\n{END}{after if begun else chr(10)}"


def tell(runs: Path, peers: Path | None) -> Iterator[str]:
    """The lines of the part: a section for each set that was run."""
    published = tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"))
    for path in sorted(runs.glob("*/summary.json")):
        name = path.parent.name
        beside = [] if peers is None else sorted(peers.glob(f"{name}/*/run/summary.json"))
        yield from _section(name, [_read(each) for each in (path, *beside)], published.get(name, {}))


def _read(path: Path) -> Summary:
    found: Summary = json.loads(path.read_text(encoding="utf-8"))
    return found


def _section(name: str, systems: Sequence[Summary], published: dict[str, Any]) -> Iterator[str]:
    ours = systems[0]
    told = ours["settings"]
    yield f"### {name}\n"
    yield (
        f"{told.get('questions', ours['questions'])} questions over {told.get('articles', '?')} articles, seed "
        f"{told.get('seed', '-')}; {ours['failed']} failed. Support scorer: {told['support scorer']}.\n"
    )
    heads = " | ".join(each["system"] for each in systems)
    yield f"| measure | {heads} |\n|{'---|' * (len(systems) + 1)}"
    for measure in SHOWN:
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


def _is_of_peer(key: str) -> bool:
    return key not in ("support scorer", "when", "python", "versions")


def _cell(figure: dict[str, float] | None) -> str:
    if figure is None:
        return "–"
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}] of {figure['count']}"


if __name__ == "__main__":
    main()
