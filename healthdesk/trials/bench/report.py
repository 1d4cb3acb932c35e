"""What a bench says: figures, each beside the floor measured in the same run."""

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Result:
    """One figure. `floor` is the bare statement, file or library call, in the same `unit`.

    `ratio` is value over floor. Without a `budget` the figure is only told, and `ok`.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    budget: float | None = None
    ok: bool = True

    @property
    def ratio(self) -> float | None:
        """How many times the floor; None without one."""
        return round(self.value / self.floor, 2) if self.floor else None


@dataclass(frozen=True, slots=True)
class BenchReport:
    """All figures of a run, and where they were measured."""

    machine: str
    results: tuple[Result, ...]

    @property
    def is_ok(self) -> bool:
        """Whether every figure keeps its budget."""
        return all(result.ok for result in self.results)


def machine() -> str:
    """System, processor kind, cores and Python: enough to compare two reports."""
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores, Python {platform.python_version()}"


def within(name: str, value: float, unit: str, *, floor: float | None, budget: float) -> Result:
    """A figure that must not exceed its budget."""
    rounded = None if floor is None else round(floor, 3)
    return Result(name, round(value, 3), unit, rounded, budget, ok=value <= budget)


def milliseconds(job: Callable[[], object]) -> float:
    """How long `job` takes once."""
    started = perf_counter()
    job()
    return (perf_counter() - started) * 1000


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of all do not exceed; of a single value that value."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else values[0]
