"""What benchmarks share: medians, fresh processes, memory, and results as a ratio to a floor.

Every number is a ratio to a floor that the same run measured on the same machine: the least that
the job could cost with the same libraries. A slower machine slows both.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One measured promise: ours, the floor it is compared with, and the limit it keeps."""

    name: str
    ours: float
    floor: float = 0.0
    unit: str = "ms"
    at_most: float

    @property
    def value(self) -> float:
        """The ratio to the floor; without a floor the number itself."""
        return self.ours / self.floor if self.floor else self.ours

    @property
    def kept(self) -> bool:
        return self.value <= self.at_most

    def __str__(self) -> str:
        verdict = "ok  " if self.kept else "OVER"
        ours = f"{self.ours:.2f} {self.unit}"
        if not self.floor:
            return f"{verdict} {self.name}: {ours} (at most {self.at_most:g} {self.unit})"
        floor = f"floor {self.floor:.2f} {self.unit}"
        limit = f"at most {self.at_most:g} x"
        return f"{verdict} {self.name}: {self.value:.2f} x ({ours}, {floor}; {limit})"


def report(results: Sequence[Result]) -> int:
    """Print the results; 1 when one is over its limit, else 0."""
    for result in results:
        print(result, flush=True)
    return 0 if all(result.kept for result in results) else 1


def beside(name: str, ours: float, floor: float, unit: str = "ms") -> None:
    """Print a ratio that no limit hangs on: what is promised there is a time."""
    ratio = ours / floor if floor else 0.0
    print(f"     {name}: {ratio:.1f} x ({ours:.2f} {unit}, floor {floor:.2f} {unit})", flush=True)


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def medians(
    ours: Callable[[], float], floor: Callable[[], float], *, times: int
) -> tuple[float, float]:
    """The medians of two measurements taken in turn, so that a busy moment hits both."""
    pairs = [(ours(), floor()) for _ in range(times)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def resident(pid: int | None = None) -> int:
    """Memory of a process in bytes, as resident now (Linux)."""
    status = Path(f"/proc/{pid or os.getpid()}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A fresh process at the moment when it printed the line that was waited for."""

    seconds: float
    resident: int
    line: str


def environment(**more: str) -> dict[str, str]:
    """The environment of a fresh process: offscreen unless there is a screen."""
    found = {**os.environ, "PYTHONPATH": str(ROOT), **more}
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # an officer's start finds compiled code
    if not found.get("DISPLAY"):
        found.setdefault("QT_QPA_PLATFORM", "offscreen")
    return found


@contextmanager
def _process(command: Sequence[str], **more: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-P", *command],
        env=environment(**more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until(said: str, command: Sequence[str], **more: str) -> Started:
    """Start Python afresh with these arguments and stop it when it prints a line beginning `said`.

    Raises:
        RuntimeError: the process ended without the line.
    """
    start = time.perf_counter()
    with _process(command, **more) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(said):
                took = time.perf_counter() - start
                return Started(seconds=took, resident=resident(process.pid), line=line.strip())
    raise RuntimeError(f"{command} ended without saying {said!r}")


def verb(*arguments: str, **more: str) -> dict[str, object]:
    """Run one verb of the command line afresh and give its JSON document."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "desktop", *arguments, "--json"],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stdout}{done.stderr}")
    answer: dict[str, object] = json.loads(done.stdout)
    return answer
