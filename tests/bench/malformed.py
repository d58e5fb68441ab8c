"""Files that must be refused, each in a fresh process under a limit of memory and time.

The process reads the file as an import does; it must end by itself with the code of the refusal.
What Python and the program take without any file is not the file's, so the limit is on the most
that the process ever held.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import floor

SAMPLES = floor.ROOT / "tests" / "data" / "sheets" / "malformed"
SECONDS, MEMORY_MIB = 5, 300
ADDRESS_SPACE = 3 * 1024 * floor.MIB
TAKE = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[3]), int(sys.argv[3])))
from desktop import app
from desktop.errors import UserError
door = app.door()
desk = door.unlock(Path(sys.argv[1]), "county", "bench-2026")
code = "taken"
before = desk.vault.counts()
try:
    desk.imports.take("roster", Path(sys.argv[2]))
except UserError as error:
    code = error.code
if desk.vault.counts() != before or desk.rosters.versions():
    code = "something was kept"
desk.close(backup=False)
status = Path("/proc/self/status").read_text("ascii").split()
print(code, status[status.index("VmHWM:") + 1], flush=True)
"""


def refusal(ledger: Path, path: Path) -> tuple[str, float, float]:
    """The code of the refusal, seconds and the most MiB; a crash is a code of its own."""
    command = [sys.executable, "-P", "-c", TAKE, str(ledger), str(path), str(ADDRESS_SPACE)]
    start = time.perf_counter()
    try:
        done = subprocess.run(
            command,
            env=floor.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    except subprocess.TimeoutExpired:
        return "no end", 60.0, 0.0
    took = time.perf_counter() - start
    words = done.stdout.split()
    if done.returncode or len(words) < 2:
        sys.stdout.write(done.stderr[-400:] + "\n")
        return f"ended with {done.returncode}", took, 0.0
    return " ".join(words[:-1]), took, int(words[-1]) / 1024


def main() -> int:
    """Print the results; 1 when a file is not refused as its truth says, in time and in little."""
    from desktop import app

    told = json.loads((SAMPLES / "truth.json").read_text("utf-8"))["files"]
    results, wrong = [], []
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "county.db"
        app.door().create_county(
            ledger, name="临县", region="141124", officer="county", password="bench-2026"
        )
        for name, truth in sorted(told.items()):
            expected = truth["code"] if isinstance(truth, dict) and "code" in truth else truth
            code, took, most = refusal(ledger, SAMPLES / name)
            if code != expected:
                wrong.append(f"{name}: {code}, not {expected}")
            results += [
                floor.Result(name=f"{name} {code}", ours=took, unit="s", at_most=SECONDS),
                floor.Result(name=f"{name}, memory", ours=most, unit="MiB", at_most=MEMORY_MIB),
            ]
    for line in wrong:
        print("OVER", line)
    return max(floor.report(results), int(bool(wrong)))


if __name__ == "__main__":
    sys.exit(main())
