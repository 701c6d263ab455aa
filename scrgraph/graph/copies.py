"""Keeps databases beside a store that can be made again at any time, each whole or not there at all.

A copy is an Oxigraph database in a folder of its own, named by the digest of all that it rests on. It is made in a
folder beside its place and then moved there, so whoever is ended on the way leaves nothing that is taken for whole.
Once it stands it is only read, by as many processes as like. Of several copies the few that were used last are kept.
Who reads or makes one holds the lock of its folder, as far as the system has such locks, so that none is cleared
away under a reader.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

try:
    import fcntl
except ImportError:  # Windows, where what a process has open cannot be removed
    fcntl = None  # type: ignore[assignment]

FOLDER = "answers"
MOST = 3  # copies of one store: of other days, by other rules
_MOST_KNOWN = 64  # states of which it is noted which copy answers for them
_MAKING = ".making-"
_ABOUT, _LOCK, _DATA, _KNOWN = "about.json", "lock", "data", "known.json"


@dataclass(frozen=True)
class Copy:
    """A database that is open for reading, and what was written down about it."""

    folder: Path
    store: ox.Store
    about: Mapping[str, Any]
    lock: IO[bytes] | None  # held as long as the copy is in use

    @property
    def data(self) -> Path:
        """The folder of the database itself."""
        return self.folder / _DATA


class Copies:
    """The copies beside one store."""

    def __init__(self, store: Path) -> None:
        self._folder = store / FOLDER

    def find(self, digest: str) -> Copy | None:
        """Open the copy of a digest; ``None`` where there is none, or it is damaged."""
        folder = self._folder / digest
        try:
            lock = _lock(folder, wait=True)
            about = json.loads((folder / _ABOUT).read_bytes())
            copy = Copy(folder, ox.Store.read_only(str(folder / _DATA)), about, lock)
        except (OSError, RuntimeError, ValueError):
            return None
        with suppress(OSError):  # a folder that may only be read
            os.utime(folder)
        return copy

    def make(self, digest: str, fill: Callable[[ox.Store], Mapping[str, Any]]) -> Copy | None:
        """Make the copy of a digest, and open it; what ``fill`` gives is written down about it.

        ``None`` where another process removed it again at once.

        Raises:
            OSError, RuntimeError: where it cannot be written.
        """
        self._folder.mkdir(exist_ok=True)
        self._clear_unfinished()
        making = self._folder / f"{_MAKING}{os.urandom(8).hex()}"
        making.mkdir()  # as readable as the store itself, which a folder of tempfile's is not
        try:
            with _hold(making):
                store = ox.Store(str(making / _DATA))
                about = fill(store)
                store.flush()
                store.optimize()
                del store
                with (making / _ABOUT).open("wb") as stream:
                    stream.write(json.dumps(about, ensure_ascii=False).encode())
                    stream.flush()
                    os.fsync(stream.fileno())
                self._put(making, self._folder / digest)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        self._clear(digest)
        return self.find(digest)

    def _put(self, making: Path, place: Path) -> None:
        """Move what was made to its place, unless another process has put it there meanwhile; a damaged one goes."""
        if self.find(place.name) is not None:
            shutil.rmtree(making, ignore_errors=True)
            return
        if place.exists():
            aside = self._folder / f"{_MAKING}{os.getpid()}-{place.name}"
            place.rename(aside)
            shutil.rmtree(aside, ignore_errors=True)
        making.rename(place)

    def _clear(self, newest: str) -> None:
        """Remove all copies but the last few, save those that are in use."""
        others = [each for each in self._list_whole() if each.name != newest]
        for folder in sorted(others, key=_when_used, reverse=True)[MOST - 1 :]:
            _remove_unused(folder)

    def _clear_unfinished(self) -> None:
        """Remove what processes left that were ended while they made a copy."""
        for folder in self._folder.glob(f"{_MAKING}*"):
            _remove_unused(folder)

    def _list_whole(self) -> list[Path]:
        with suppress(OSError):
            return sorted(each for each in self._folder.iterdir() if (each / _ABOUT).is_file())
        return []

    def recall(self, state: str) -> tuple[str, list[str]] | None:
        """Give the digest of the copy that answers for a state of all that decides, and what was told of it then."""
        try:
            digest, told = json.loads((self._folder / _KNOWN).read_bytes())[state]
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return str(digest), [str(one) for one in told]

    def note(self, state: str, digest: str, told: list[str]) -> None:
        """Note which copy answers for a state; where that cannot be written, it is only found more slowly."""
        from scrgraph.graph.dataset import write_whole

        file = self._folder / _KNOWN
        known: dict[str, Any] = {}
        with suppress(OSError, ValueError, TypeError):
            known = dict(json.loads(file.read_bytes()))
        known.pop(state, None)
        latest = dict(list(known.items())[1 - _MOST_KNOWN :])
        with suppress(Exception):  # nothing rests on it
            write_whole(file, json.dumps(latest | {state: [digest, told]}, ensure_ascii=False).encode())


def _when_used(folder: Path) -> int:
    with suppress(OSError):
        return folder.stat().st_mtime_ns
    return 0


def _remove_unused(folder: Path) -> None:
    """Remove a folder that nobody makes or reads."""
    try:
        held = _lock(folder, wait=False, alone=True)
    except FileNotFoundError:
        with suppress(OSError):  # it is not there, or somebody begins to make a copy in it
            folder.rmdir()
        return
    except OSError:
        return  # it is in use
    shutil.rmtree(folder, ignore_errors=True)
    held.close()


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder in which a copy is being made."""
    (folder / _LOCK).touch()
    with _lock(folder, wait=False, alone=True):
        yield


def _lock(folder: Path, *, wait: bool, alone: bool = False) -> IO[bytes]:
    """Hold the lock of a folder: together with others, or alone; raises ``OSError`` where somebody holds it."""
    stream = (folder / _LOCK).open("rb")
    if fcntl is not None:
        kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
        try:
            fcntl.flock(stream, kind if wait else kind | fcntl.LOCK_NB)
        except OSError:
            stream.close()
            raise
    return stream
