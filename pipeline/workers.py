"""Work that asks no model, done in processes of its own, so that it goes on while answers are waited for.

A worker is this interpreter once more. It is given a subject, then jobs, one at a time, on its standard input, and
writes what comes of each to its standard output. When the input ends it ends too, at once and in the middle of a job:
so none outlives the process that started it, however that ends. What passes is pickled, by this program and for it:
nothing that comes from a file or a network is ever unpickled.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from queue import SimpleQueue
from typing import IO, Any, Concatenate, Generic, NoReturn, ParamSpec, Self, TypeVar

from pipeline.errors import InputError

S = TypeVar("S")
P = ParamSpec("P")
R = TypeVar("R")

MOST = 4
"""So many workers are started by default at most: each holds its own index of the articles."""


def usual(characters: int) -> int:
    """The number of workers that pays for so much text: none for little, else one a core, MOST at most."""
    if characters < _WORTH or not sys.executable or getattr(sys, "frozen", False):
        return 0
    return min(MOST, _cores())


class Workers(Generic[S]):
    """Runs functions of `subject` in `count` processes; with 0 in this one. `subject` is pickled once for each.

    The same jobs give the same results with any count, as long as the functions are pure. To be used as a context:
    when it is left, jobs that are not done are cancelled, as is any that comes later, and the processes are gone.
    """

    def __init__(self, subject: S, count: int) -> None:
        self.count = count
        self._subject = subject
        self._threads = ThreadPoolExecutor(max(1, count))
        self._own = threading.local()
        self._hired: list[_Worker] = []
        self._hiring = threading.Lock()
        self._is_over = False
        self._given: set[asyncio.Future[Any]] = set()

    def start(
        self, function: Callable[Concatenate[S, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> asyncio.Future[R]:
        """What `function(subject, *args)` returns or raises, as soon as a worker has come to it; jobs begin in turn.

        The function is found by its name, so it must stand in a module, and all must be fit for pickling. Without
        workers it is run right here. The result raises InputError when the worker has been ended from outside.
        """
        if self.count == 0:
            return _done(lambda: function(self._subject, *args, **kwargs))
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R]
        if self._is_over:
            future = loop.create_future()
            future.cancel()
            return future
        job = pickle.dumps((function, args, kwargs), _PROTOCOL)
        future = loop.run_in_executor(self._threads, lambda: self._worker().does(job))
        future.add_done_callback(seen)
        future.add_done_callback(self._given.discard)
        self._given.add(future)
        return future

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._hiring:
            self._is_over = True
        for future in tuple(self._given):
            future.cancel()
        for worker in self._hired:
            worker.end()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._hired:
            worker.close()

    def _worker(self) -> _Worker:
        """The worker of the thread that calls this, started when it is first wanted."""
        if not hasattr(self._own, "worker"):
            subject = pickle.dumps(self._subject, _PROTOCOL)
            with self._hiring:
                if self._is_over:
                    raise InputError("The run is over.")
                self._own.worker = _Worker()
                self._hired.append(self._own.worker)
            self._own.worker.tell(subject)
        own: _Worker = self._own.worker
        return own


def seen(future: asyncio.Future[Any]) -> None:
    """What goes wrong in a job that nobody waits for any more is no fault."""
    if not future.cancelled():
        future.exception()


_WORTH = 50_000
"""The work on fewer characters is done before a worker has started."""

_PROTOCOL = pickle.HIGHEST_PROTOCOL


def _cores() -> int:
    """The cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _done(job: Callable[[], R]) -> asyncio.Future[R]:
    future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
    future.add_done_callback(seen)
    try:
        future.set_result(job())
    except Exception as error:
        future.set_exception(error)
    return future


# --- the two ends of the pipe ----------------------------------------------------------------------------


class _Worker:
    """A process that works, seen from the one that started it."""

    def __init__(self) -> None:
        # A group of its own: Ctrl-C is for the program, which ends its workers itself.
        group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
        command = [sys.executable, "-c", _START, *sys.path]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(  # noqa: S603 -- this interpreter, and nothing that is given
                command, stdin=pipe, stdout=pipe, start_new_session=True, creationflags=group | low
            )
        except OSError as error:
            raise InputError(f"No worker process can be started: {error.strerror}. {_WITHOUT}") from error

    def tell(self, message: bytes) -> None:
        """Send the subject or a job; this waits until the process takes it in, or has been ended."""
        with suppress(OSError):  # that it has ended is told by what it does not answer
            _send(message, _pipe(self._process.stdin))

    def does(self, job: bytes) -> Any:
        """What comes of `job`: the result, or its error is raised."""
        self.tell(job)
        try:
            is_done, result = pickle.loads(_received(_pipe(self._process.stdout)))  # noqa: S301 -- from our own process
        except (EOFError, OSError) as error:
            raise self._lost() from error
        if not is_done:
            raise result
        return result

    def end(self) -> None:
        """End the process, whatever it is at, and wait until it is gone."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Close the pipes of an ended worker, at which nobody may be waiting any more."""
        with suppress(OSError):  # words that it did not live to read
            _pipe(self._process.stdin).close()
        _pipe(self._process.stdout).close()

    def _lost(self) -> InputError:
        return InputError(
            f"A worker process has been ended from outside (exit code {self._process.wait()}): is there memory enough? "
            f"What has been answered is kept. {_WITHOUT}"
        )


_WITHOUT = "--workers 0 does without."
_START = "import sys; sys.path[:] = sys.argv[1:]; from pipeline.workers import serve; serve()"


def serve() -> NoReturn:
    """What a worker does: take a subject, then jobs, and answer each."""
    _give_way()
    jobs: SimpleQueue[bytes] = SimpleQueue()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever prints must not print into the answers
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    subject = pickle.loads(jobs.get())  # noqa: S301 -- from our own process
    while True:
        _send(_answer(subject, jobs.get()), answers)


def _give_way() -> None:
    """Let the process that asks the model go first where both want the processor."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


_NICENESS = 5


def _listen(source: IO[bytes], jobs: SimpleQueue[bytes]) -> NoReturn:
    """Put into `jobs` what comes; where nothing will come any more, end the process in the middle of its work."""
    try:
        while True:
            jobs.put(_received(source))
    finally:
        os._exit(0)


def _answer(subject: object, job: bytes) -> bytes:
    """The pickle of whether the job could be done, and of its result or its error."""
    try:
        function, args, kwargs = pickle.loads(job)  # noqa: S301 -- from our own process
        return pickle.dumps((True, function(subject, *args, **kwargs)), _PROTOCOL)
    except Exception as error:
        error.add_note(traceback.format_exc())
        return pickle.dumps((False, error), _PROTOCOL)


# --- messages --------------------------------------------------------------------------------------------


def _send(message: bytes, pipe: IO[bytes]) -> None:
    pipe.write(len(message).to_bytes(_SIZE) + message)
    pipe.flush()


def _received(pipe: IO[bytes]) -> bytes:
    """The next message. Raises EOFError when there will be none."""
    size = pipe.read(_SIZE)
    message = pipe.read(int.from_bytes(size))
    if len(size) < _SIZE or len(message) < int.from_bytes(size):
        raise EOFError("the other end is gone")
    return message


_SIZE = 8
"""Bytes before each message that say how long it is."""


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise ValueError("a worker has a pipe at either end")
    return stream
