"""The page on language models: the code in it runs."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "writers.md").read_text(encoding="utf-8")


def test_the_code_on_the_page_runs_and_gives_cited_text(seeds: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {"seeds": seeds}
    exec(compile(code, "docs/writers.md", "exec"), names)  # noqa: S102 - our own page
    text, quotes = names["text"], names["quotes"]
    assert "TikTok" in str(text) or quotes
    assert quotes
