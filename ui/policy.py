"""What a browser may do with our answers: the headers, and the page's content security policy."""

import base64
import hashlib
import re
from collections.abc import Mapping

_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)


def _policy(script: str) -> str:
    # The framework builds each region's template as a function, hence 'unsafe-eval', and styles its elements one by
    # one, hence 'unsafe-inline' for styles.
    return (
        f"default-src 'self'; script-src 'self' {script}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-src 'none'; frame-ancestors 'none'"
    )


HEADERS: Mapping[str, str] = {
    "content-security-policy": _policy("'unsafe-eval'"),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def page_policy(content: bytes) -> Mapping[str, str]:
    """The policy of a page: its own inline scripts, each named by its hash, and no others.

    >>> page_policy(b"<script>a()</script><script src=b.js></script>")["content-security-policy"].split("; ")[1]
    "script-src 'self' 'unsafe-eval' 'sha256-qVpDBgj7bpq5hMAcGp3AOc79J3Y1Z4HvySTwKrWDoy4='"
    """
    codes = [found["code"] for found in _SCRIPT.finditer(content) if b"src=" not in found["attributes"]]
    hashes = [base64.b64encode(hashlib.sha256(code).digest()).decode() for code in codes if code.strip()]
    return {"content-security-policy": _policy(" ".join(["'unsafe-eval'", *(f"'sha256-{each}'" for each in hashes)]))}
