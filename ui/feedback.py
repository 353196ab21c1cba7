"""What readers thought of answers, as lines of JSON in a file of this machine."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from rag.types import Answer

_LARGEST = 50_000_000


class Feedback:
    """A file of votes and notes. It is only ever added to, and stops growing at 50 MB."""

    def __init__(self, path: Path) -> None:
        """Nothing is written before the first vote."""
        self.path = path
        self._lock = threading.Lock()

    def keep(self, answer: Answer, *, vote: int, note: str) -> None:
        """Add a line: when, the question, what was answered from where, the vote (1, -1 or 0) and the note."""
        line = {
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "question": answer.question,
            "status": answer.status.value,
            "text": answer.text,
            "citations": [[each.article_id, each.start, each.end] for each in answer.citations],
            "vote": vote,
            "note": note,
        }
        with self._lock:
            if self.path.exists() and self.path.stat().st_size > _LARGEST:
                return
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(line) + "\n")
