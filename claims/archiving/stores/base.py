"""What every store of files is: bytes in, a hash out; the hash in, the same bytes out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from claims.errors import InvalidInput
from claims.i18n import gettext as _

SHA256 = re.compile(r"[0-9a-f]{64}")
"""What the name of a file in a store looks like."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is in the store."""

    sha256: str
    """Its name: the digest of what it holds, in hexadecimal."""
    size: int
    """Bytes."""


class Store(Protocol):
    """Keeps files that never change. The same bytes put twice are one file.

    The store counts no references. Put a file before the transaction that names it, and ask with ``has`` inside
    it; delete one in a writing transaction in which no row names it any more. Every method raises EngineError when
    the store cannot be reached, has no room or may not be written, and InvalidInput for what is no SHA-256.
    """

    name: str

    def put(self, data: bytes | BinaryIO) -> Stored:
        """Keep the bytes, or what a stream holds from where it stands; they are safe when this returns."""
        ...

    def open(self, sha256: str, *, check: bool = True) -> BinaryIO:
        """Return a file to read from its beginning; the caller closes it. Raise NotFound when there is none.

        What it gives is what was put: raise EngineError when the file does not hold what its name says. That reads
        all of it first; without ``check`` (for parts of a long film) it does not.
        """
        ...

    def has(self, sha256: str) -> bool:
        """Whether the file is there; what it holds is not looked at."""
        ...

    def delete(self, sha256: str) -> bool:
        """Forget a file for good; tell whether it was there."""
        ...

    def sweep(self) -> None:
        """Remove what processes that were killed left half-written; never what is being written."""
        ...

    def names(self, *, before: datetime | None = None) -> Iterator[str]:
        """Yield the SHA-256 of every file, or of those last put before a moment; their order means nothing."""
        ...


def check_sha256(sha256: str) -> str:
    """Return the digest if it is one; it becomes a name in the store, so nothing else may be in it."""
    if not SHA256.fullmatch(sha256):
        raise InvalidInput(_("%(value)s is no SHA-256.", value=repr(sha256[:80])))
    return sha256
