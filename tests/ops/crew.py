"""gpu workers that tests kill: real processes and Celery's own loop, forked from one that has imported all of it.

A worker as `manage.py up` starts it takes seconds to import torch; here that is paid once.
"""

import multiprocessing
import os
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path

from editor.processes import die_with_parent

ARGUMENTS = ["worker", "-Q", "gpu", "-c", "1", "--pool", "solo", "--without-gossip", "--without-mingle", "-l", "INFO"]
ARGUMENTS += ["--without-heartbeat"]


def _serve(name: str, env: dict[str, str], log: str) -> None:
    die_with_parent(os.getppid())()
    os.environ.update(env)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(output, stream)
    from inference.app import app

    app.worker_main([*ARGUMENTS, "-n", name])


class Crew:
    """Workers by name. `env`: what they are given beside this process's environment."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self._env, self._folder = env, folder
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["inference.tasks", "inference.engines.builtin.engine", "tests.ops.crew"])
        self._workers: dict[str, BaseProcess] = {}
        self._begun = 0

    def log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def said(self) -> str:
        return "\n".join(f"== {path.name}\n{path.read_text()[-3000:]}" for path in sorted(self._folder.glob("*.log")))

    def start(self, name: str = "one") -> None:
        """Unless it runs. Whoever needs it ready waits for what it does."""
        worker = self._workers.get(name)
        if worker and worker.is_alive():
            return
        self._begun += 1
        worker = self._context.Process(target=_serve, args=(f"{name}-{self._begun}", self._env, str(self.log(name))))
        worker.start()
        self._workers[name] = worker

    def send(self, number: signal.Signals, name: str = "one") -> None:
        os.kill(self._workers[name].pid or 0, number)

    def kill(self, name: str = "one") -> None:
        self._workers[name].kill()
        self._workers[name].join()

    def dismiss(self, name: str = "one") -> None:
        """TERM: it finishes its frame and hands over."""
        self._workers[name].terminate()
        self._workers[name].join(30)
        assert not self._workers[name].is_alive(), self.said()

    def close(self) -> None:
        for worker in self._workers.values():
            worker.kill()
            worker.join()
