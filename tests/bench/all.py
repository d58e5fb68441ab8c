"""Run every benchmark, each in a fresh process: `./test --bench`, or name some: `all.py start`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import floor

HERE = Path(__file__).resolve().parent
NOT_A_BENCHMARK = {"all", "driver", "floor"}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 1 when one is over its limit or broke."""
    known = sorted({path.stem for path in HERE.glob("*.py")} - NOT_A_BENCHMARK)
    over = []
    for name in names or known:
        print(f"== {name}", flush=True)
        command = [sys.executable, str(HERE / f"{name}.py")]
        if subprocess.run(command, env=floor.environment(), check=False).returncode:
            over.append(name)
    print(f"{len(names or known) - len(over)} benchmarks kept their limits", end="")
    print(f"; not: {', '.join(over)}" if over else "")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
