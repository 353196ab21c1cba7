"""How much memory this process has held."""

import re
import resource
import sys
from pathlib import Path


def peak() -> float:
    """MiB, at the most so far.

    Where /proc tells, by it: what `getrusage` counts begins with the memory of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists() and (said := re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))):
        return int(said.group(1)) / 2**10
    # In bytes on macOS, in KiB elsewhere.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
