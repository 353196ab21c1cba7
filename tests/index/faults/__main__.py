"""The harms by name; see the package."""

import json
import sys
from pathlib import Path

from index import vectors, words  # noqa: F401 - loaded before forking
from tests.index.faults.crowding import together
from tests.index.faults.damaging import damage
from tests.index.faults.failing import calls
from tests.index.faults.forks import import_all
from tests.index.faults.killing import kills
from tests.index.faults.starving import room, unwritable


def main(arguments: list[str]) -> None:
    harm, folder, *numbers = arguments
    harms = {each.__name__: each for each in (kills, calls, damage, together, room, unwritable)}
    import_all()
    sys.stdout.write(json.dumps(harms[harm](Path(folder), *map(int, numbers))) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
