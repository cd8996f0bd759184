"""Reads a run's event files with TensorBoard's own reader and prints each curve: points, first and last.

    python3 -m venv VENV && VENV/bin/pip install tensorboard
    npm run -s altsparse -- train --preset ast-gc --set 'observers=["tensorboard"]' ...
    VENV/bin/python tests/tensorboard-check.py runs/RUN/tensorboard

Ends with 1 if there is no curve, or one with a step that is not later than the one before.
"""

import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

faults, curves = [], 0
folder = Path(sys.argv[1])
for place in sorted({file.parent for file in folder.rglob("*tfevents*")}):
    reader = EventAccumulator(str(place), size_guidance={"scalars": 0})
    reader.Reload()
    for tag in reader.Tags()["scalars"]:
        points = reader.Scalars(tag)
        curves += 1
        first, last = points[0], points[-1]
        print(f"{place.relative_to(folder)}  {tag}: {len(points)} points, "
              f"step {first.step} {first.value:.4g} to step {last.step} {last.value:.4g}")
        if any(b.step <= a.step for a, b in zip(points, points[1:])):
            faults.append(f"{place} {tag}: steps do not rise")
print(f"{curves} curves, {len(faults)} faults")
sys.exit(0 if curves > 0 and not faults else 1)
