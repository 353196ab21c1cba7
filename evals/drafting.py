"""A first question set from somebody's own articles: comments that explain the form, and drafts to check and mend.

A headline is no question, and a sentence after it no proof; so each draft is marked, and none is asked until somebody
has read it and taken the mark away.
"""

import json
from collections.abc import Iterable, Iterator

from index.types import Article, Provenance

MOST = 30
_MANUAL = """\
# Questions for `byline eval`, one JSON object a line. Lines that start with # are comments.
#
#   question    as somebody would ask it; not in the words of the article
#   answers     accepted answers, the shortest words that are right; each alone will do
#   all_answers true when every answer counts: a list, or values on which sources differ
#   answerable  false when no article says it; then "answers" stays empty. A fifth of a good set is such questions
#   evidence    where it stands: the article's id, and its sentence word for word
#   type        any word; the report has a table by it
#   history     earlier turns of a follow-up: [["question", "answer"], ...]
#   as_of       a date; only what was published until then may answer; since and until are dates as well
#   sides       values that sources give differently, to be shown side by side; [] where a card would be false
#   draft       true: not asked. Made from a headline; read the article, rewrite the question, give the answer, and take
#               the mark away
#
# A question that is finished looks like this:
# {"question": "What did the bridge cost?", "answers": ["41 million euros"], "answerable": true, "type": "number",
#  "evidence": [{"doc_id": "bridge", "text": "The repair cost 41 million euros."}]}
# (on one line), and one that nothing answers like this:
# {"question": "Who paid for the bridge?", "answers": [], "answerable": false, "type": "unanswerable"}
#
"""


def draft(articles: Iterable[Article], most: int = MOST) -> Iterator[str]:
    """The lines of a question file: the manual, then a draft for each of the first articles that have a headline."""
    yield _MANUAL
    drafted = 0
    for article in articles:
        title = article.source.title
        if drafted == most:
            return
        # Opening words that stand in for a headline would ask for the sentence that they are of.
        if title.value is None or title.provenance is Provenance.INFERRED or not article.sentences:
            continue
        drafted += 1
        row = {
            "draft": True,
            "id": f"draft-{drafted}",
            "question": f"What is reported under the headline “{title.value}”?",
            "answers": [],
            "answerable": True,
            "type": "draft",
            "evidence": [{"doc_id": article.id, "text": _opening(article)}],
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _opening(article: Article) -> str:
    """The first sentence that is not the headline."""
    sentences = [article.sentence(at).text for at in range(min(2, len(article.sentences)))]
    return next((text for text in sentences if text != article.source.title.value), sentences[0])
