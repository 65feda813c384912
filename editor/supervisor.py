"""Keeps a set of programs running: restarts what dies, with growing pauses, and stops all in order.

<var>/processes.json says which program runs as which process, this one as "up": for an operator's `kill` and for
tests of what a kill does.
"""

import contextlib
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from editor.processes import Child, Guardian, spawn, stop_all

BACK_OFF_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_S = 60.0  # one that ran this long starts at the first pause again
LINE = Callable[[str], None]


@dataclass
class Program:
    """What to run. `rank` is the order of stopping, 0 first, equals together; `grace_s` lies between TERM and KILL."""

    name: str
    start: Callable[[], Child]
    rank: int
    grace_s: float = 5.0
    child: Child | None = None
    failures: int = 0
    started_at: float = 0.0
    last_words: str = ""  # the end of its log, when it last died
    due_at: float | None = None  # monotonic seconds of the next start, while it is down


@dataclass
class Supervisor:
    """Single-threaded on purpose: children must be forked by the main thread (see processes.spawn)."""

    say: LINE
    var: Path
    programs: list[Program] = field(default_factory=list)
    guardian: Guardian = field(default_factory=Guardian)

    def adopt(self, program: Program, child: Child) -> None:
        """Look after a program that runs already."""
        program.child, program.started_at = child, time.monotonic()
        self.guardian.watch(child)
        self.programs.append(program)
        self._write_down()

    def add(self, program: Program) -> None:
        self.adopt(program, program.start())

    def drop(self, name: str) -> None:
        """Kill a program and look after it no more."""
        for program in [each for each in self.programs if each.name == name]:
            self.programs.remove(program)
            if program.child:
                program.child.kill()
                self.guardian.forget(program.child)
        self._write_down()

    def check(self) -> None:
        """One look at everything; call it a few times a second."""
        now = time.monotonic()
        for program in self.programs:
            child = program.child
            if child and not child.is_alive():
                self._bury(program, child, now)
            elif program.due_at is not None and now >= program.due_at:
                program.due_at, program.started_at = None, now
                program.child = program.start()
                self.guardian.watch(program.child)
                self._write_down()

    def _write_down(self) -> None:
        running = {program.name: program.child.pid for program in self.programs if program.child}
        part = self.var / f"processes.json.{os.getpid()}"
        with contextlib.suppress(OSError):  # a full disk stops no restart
            part.write_text(json.dumps({"up": os.getpid(), **running}, indent=1))
            part.replace(self.var / "processes.json")

    def _bury(self, program: Program, child: Child, now: float) -> None:
        child.kill()  # what it forked must not work on beside its successor
        self.guardian.forget(child)
        if now - program.started_at > STEADY_S:
            program.failures = 0
        pause = BACK_OFF_S[min(program.failures, len(BACK_OFF_S) - 1)]
        program.failures += 1
        program.last_words = child.tail(1)
        program.child, program.due_at = None, now + pause
        code = child.process.returncode
        how = f"was killed (signal {-code})" if code < 0 else f"stopped (exit {code})"
        self._write_down()
        self.say(f"{program.name} {how}; starting it again in {pause:g} s. Its log: {child.log}")

    def stop(self) -> None:
        for rank in sorted({program.rank for program in self.programs}):
            group = [program for program in self.programs if program.rank == rank]
            children = [program.child for program in group if program.child]
            if children:
                self.say(f"Stopping {', '.join(child.name for child in children)}")
                stop_all(children, max(program.grace_s for program in group))
            for child in children:
                self.guardian.forget(child)
        (self.var / "processes.json").unlink(missing_ok=True)
        self.guardian.close()


def program(
    name: str,
    command: list[str],
    *,
    var: Path,
    env: Mapping[str, str],
    cwd: Path,
    rank: int,
    grace_s: float = 5.0,
    nice: int = 0,
) -> Program:
    """A Program whose log is <var>/log/<name>.log."""
    log = var / f"log/{name}.log"
    whole = {**os.environ, **env}
    return Program(name, lambda: spawn(name, command, log, whole, cwd=cwd, nice=nice), rank, grace_s)
