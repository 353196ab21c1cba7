"""The process that reads involved formats: `python -m index.reading.worker`, started and fed by `confining`.

It has no more memory, files and time than it is given, so that a file that bursts its parser takes this process down
and nothing else. A request is a line of JSON and the bytes; a reply is a line of JSON.
"""

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any

from index.documents import Content
from index.errors import ArticleError, ArticleTooLargeError, ArticleUnreadableError
from index.reading import feeds, mail, office, pages

MAX_MEMORY = 1_500_000_000
"""Bytes of address space; libraries take 600 MB of it before the first file."""
_MAX_FILES = 64

READERS: dict[str, Callable[[bytes, str], Content | list[Content]]] = {
    "page": pages.read_page,
    "mail": mail.read_mail,
    "archive": mail.read_archive,
    "feed": feeds.read_feed,
    "pdf": office.read_pdf,
    "docx": office.read_docx,
}


def main() -> None:
    """Answer requests until there are no more."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # a library that prints must not be taken for a reply
    _confine()
    while header := sys.stdin.buffer.readline():
        request = json.loads(header)
        replies.write(json.dumps(answer(request, sys.stdin.buffer)) + "\n")
        replies.flush()


def answer(request: dict[str, Any], file: IO[bytes]) -> dict[str, Any]:
    """What reading one file gave: `documents`, or the `reason` why it could not be read."""
    raw, place = file.read(request["size"]), request["place"]
    try:
        if request["kind"] == "page":
            read: Content | list[Content] = pages.read_page(raw, place, request["declared"], request["url"])
        else:
            read = READERS[request["kind"]](raw, place)
        return {"documents": [asdict(each) for each in (read if isinstance(read, list) else [read])]}
    except (ArticleTooLargeError, ArticleUnreadableError) as error:
        return {"reason": error.reason, "hint": error.hint, "large": isinstance(error, ArticleTooLargeError)}
    except MemoryError:
        return {"reason": "takes more memory than one file may", "hint": "Split it.", "large": False}
    except ArticleError:
        raise
    except Exception as error:  # noqa: BLE001 - any parser may raise anything: here alone that is a finding on the file
        reason = f"its parser failed: {type(error).__name__}: {str(error)[:200]}"
        return {"reason": reason, "hint": "Check the file.", "large": False}


def _confine() -> None:
    for limit, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_NOFILE, _MAX_FILES),
        (resource.RLIMIT_FSIZE, 0),  # it has nothing to write
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    main()
