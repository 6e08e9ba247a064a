"""Bodies as they come over the wire to bodies as they are meant, piece by piece and never further than allowed."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from claims.archiving.fetching.base import RATIO_FREE_BYTES, Limits, too_large
from claims.errors import FetchFailed
from claims.i18n import gettext as _

ACCEPTED = "gzip, deflate"
"""What is asked for. Brotli and Zstandard are not in Python 3.11, and nobody needs them."""
MAX_MEMBERS = 1_000
"""Of one gzip body; each costs time, even if it is empty."""
_PIECE = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class _Raw:
    """A body that is not compressed."""

    def decode(self, piece: bytes) -> Iterator[bytes]:
        yield piece

    def finish(self) -> None:
        """Do nothing: the length was counted on the wire."""


class _Inflating:
    """gzip (also in several members) and deflate (with the header of zlib, or without as some servers send it)."""

    def __init__(self, encoding: str) -> None:
        self._gzip = encoding != "deflate"
        self._begun = b""
        self._members = 1
        self._stream: zlib._Decompress | None = None

    def decode(self, piece: bytes) -> Iterator[bytes]:
        """Yield pieces of at most 64 KiB; raise FetchFailed."""
        if self._stream is None:
            piece = self._begun = self._begun + piece
            if len(piece) < 2:  # as much as tells the kinds of deflate apart
                return
            self._stream = self._new_stream(piece)
        try:
            yield from self._inflated(self._stream, piece)
        except zlib.error as error:
            raise FetchFailed(_("Its compression is damaged."), permanent=True) from error

    def _inflated(self, stream: "zlib._Decompress", piece: bytes) -> Iterator[bytes]:
        while piece:
            if stream.eof:
                if not (self._gzip and piece.startswith(b"\x1f\x8b")):
                    return  # what stands behind the end is nothing
                stream = self._stream = self._next_member()
            yield stream.decompress(piece, _PIECE)
            piece = stream.unused_data if stream.eof else stream.unconsumed_tail

    def _next_member(self) -> "zlib._Decompress":
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise zlib.error(f"more than {MAX_MEMBERS} members")
        return zlib.decompressobj(_GZIP)

    def _new_stream(self, begun: bytes) -> "zlib._Decompress":
        if self._gzip:
            return zlib.decompressobj(_GZIP)
        has_header = begun[0] & 0x0F == 8 and int.from_bytes(begun[:2], "big") % 31 == 0  # RFC 1950, 2.2
        return zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)

    def finish(self) -> None:
        """Raise FetchFailed if the body ended before its compression did."""
        if self._begun and (self._stream is None or not self._stream.eof):
            raise FetchFailed(_("The connection broke off before its end."), permanent=False)


def decoder(encoding: str) -> "_Raw | _Inflating":
    """Return what undoes a ``Content-Encoding``; raise FetchFailed for one that was not asked for."""
    named = encoding.strip().lower()
    if named in ("", "identity"):
        return _Raw()
    if named in ("gzip", "x-gzip", "deflate"):
        return _Inflating(named)
    raise FetchFailed(
        _("The server compresses in a way that was not asked for (%(encoding)s).", encoding=named[:40]),
        permanent=True,
    )


def decoded(encoding: str, pieces: Iterator[bytes], limits: Limits) -> bytes:
    """Return the whole body; raise FetchFailed when it is too long, or too long for what came over the wire."""
    undo, body, wire = decoder(encoding), bytearray(), 0
    for piece in pieces:
        wire += len(piece)
        for part in undo.decode(piece):
            body += part
            _check(len(body), wire, limits)
    undo.finish()
    return bytes(body)


def _check(length: int, wire: int, limits: Limits) -> None:
    if length > limits.body_bytes:
        raise too_large(limits.body_bytes)
    if length > RATIO_FREE_BYTES and length > limits.ratio * wire:
        raise FetchFailed(
            _("It unpacks to more than %(ratio)s times its size, as no page does.", ratio=limits.ratio),
            permanent=True,
        )
