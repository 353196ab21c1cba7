"""The curves of a training run as pictures: `python -m evals.reader.curves TRAINING_JSON FOLDER`."""

import json
import sys
from pathlib import Path

from evals.reader.picture import picture

_DEV = ("first", "auroc", "support")


def draw(log: Path, folder: Path) -> None:
    """Write reader-loss.svg and reader-dev.svg."""
    run = json.loads(log.read_text(encoding="utf-8"))
    last = float(run["dev"][-1]["step"])
    loss = [(point["step"], point["loss"]) for point in run["loss"]]
    highest = max(value for _, value in loss)
    (folder / "reader-loss.svg").write_text(
        picture("Loss while training", "step", "mean loss of 50 steps", [loss], right=last, top=highest),
        encoding="utf-8",
    )
    dev = [[(point["step"], point[name]) for point in run["dev"]] for name in _DEV]
    (folder / "reader-dev.svg").write_text(
        picture(f"Held out: {', '.join(_DEV)}", "step", ", ".join(_DEV), dev, right=last), encoding="utf-8"
    )


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
