"""The generous flood brake in front of everything. What really protects (tries at a birthday, a
code, a password) is counted in the database: this memory is per process, and mobile networks put
many parents behind one address."""

from threading import Lock

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage

from portal.clock import now, ticks


class Counts(Storage):
    """How often each address has asked in its minute, in this process's memory.

    The library's own memory starts a thread for every few hits to forget what is over: on a busy
    afternoon a tenth of the CPU of a parent's page. Here what is over is forgotten in passing.
    """

    STORAGE_SCHEME = ["counts"]  # noqa: RUF012 (so the library declares it)
    TIDY = 60.0
    """Seconds after which all that is over is forgotten."""

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False) -> None:
        super().__init__(uri, wrap_exceptions)
        self._lock = Lock()
        self._counted: dict[str, tuple[int, float]] = {}
        self._tidy_at = 0.0

    @property
    def base_exceptions(self) -> type[Exception]:
        """None of its own."""
        return ValueError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count `amount` more for this key; a new count is over in `expiry` seconds."""
        at = ticks()
        with self._lock:
            if at >= self._tidy_at:
                self._counted = {
                    k: (n, until) for k, (n, until) in self._counted.items() if until > at
                }
                self._tidy_at = at + self.TIDY
            count, until = self._counted.get(key, (0, 0.0))
            if until <= at:
                count, until = 0, at + expiry
            self._counted[key] = count + amount, until
            return count + amount

    def get(self, key: str) -> int:
        """The count of this key; 0 if there is none or it is over."""
        count, until = self._counted.get(key, (0, 0.0))
        return count if until > ticks() else 0

    def get_expiry(self, key: str) -> float:
        """When this key's count is over, in seconds since 1970."""
        at = ticks()
        return now().timestamp() + self._counted.get(key, (0, at))[1] - at

    def check(self) -> bool:
        """Memory always answers."""
        return True

    def reset(self) -> int:
        """Forget all; returns how many."""
        with self._lock:
            forgotten, self._counted = len(self._counted), {}
        return forgotten

    def clear(self, key: str) -> None:
        """Forget this key."""
        self._counted.pop(key, None)


limiter = Limiter(get_remote_address, default_limits=["600 per minute"], storage_uri="counts://")
