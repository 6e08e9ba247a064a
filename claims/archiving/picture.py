"""Pictures that people send: which they are, how large, and the same picture without what it tells besides.

Cameras write into a picture where, when and with what it was taken, and programs who made it. What a browser
needs to draw it stays byte for byte (nothing is encoded anew); of the rest only colours and orientation are kept,
and nothing that stands behind its end. JPEG: ITU-T T.81, annex B, and Exif 2.32; PNG: W3C, third edition; GIF:
GIF89a; WebP: RFC 9649.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from claims.archiving.media import HEAD, media_type_of
from claims.errors import InvalidInput
from claims.i18n import gettext as _

MAX_PIXELS = 50_000_000
MAX_SIDE = 20_000
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split())
_WEBP_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_EXIF_AND_XMP = 0x0C
"""The flags of VP8X that say that there is such metadata."""
_ORIENTATION = 0x0112
_SIZED = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG's frame, which says how large it is."""
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_ANIMATION = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture without metadata."""

    data: bytes
    media_type: str
    width: int
    height: int
    """Pixels, as they are stored; an orientation of a JPEG may turn them."""


def clean_picture(name: str, data: bytes) -> CleanPicture:
    """Return the picture without metadata; raise InvalidInput for what is no whole PNG, JPEG, WebP or GIF."""
    media_type = media_type_of(data[:HEAD])
    cleaner = _CLEANERS.get(media_type)
    if cleaner is None:
        raise InvalidInput(_("%(name)s is no picture that can be kept: PNG, JPEG, WebP or GIF.", name=name[:80]))
    try:
        cleaned, width, height = cleaner(data)
    except (IndexError, ValueError, struct.error):
        raise InvalidInput(_("%(name)s is damaged: it is no whole picture.", name=name[:80])) from None
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE and width * height <= MAX_PIXELS):
        most = MAX_PIXELS // 1_000_000
        raise InvalidInput(_("%(name)s is too large: at most %(max)s million pixels.", name=name[:80], max=most))
    return CleanPicture(cleaned, media_type, width, height)


def _png(data: bytes) -> tuple[bytes, int, int]:
    kept, place, width, height = [data[:8]], 8, 0, 0
    while True:
        length, kind = struct.unpack_from(">I4s", data, place)
        chunk = _slice(data, place, 12 + length)
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", chunk, 8)
        if kind in _PNG_KEPT:
            kept.append(chunk)
        place += len(chunk)
        if kind == b"IEND":
            return b"".join(kept), width, height


def _jpeg(data: bytes) -> tuple[bytes, int, int]:
    kept, place, width, height, turned = [data[:2]], 2, 0, 0, 1
    while True:
        if data[place] != 0xFF:
            raise ValueError
        marker = data[place + 1]
        if marker == 0xFF:  # a marker may be preceded by any number of fill bytes
            place += 1
            continue
        if marker == 0xD9:
            if not width:
                raise ValueError
            orientation = _exif_of(turned) if turned != 1 else b""
            return kept[0] + orientation + b"".join(kept[1:]) + b"\xff\xd9", width, height
        if marker in _BARE:
            kept.append(data[place : place + 2])
            place += 2
            continue
        segment = _slice(data, place, 2 + struct.unpack_from(">H", data, place + 2)[0])
        place += len(segment)
        if marker in _SIZED:
            height, width = struct.unpack_from(">HH", segment, 5)
        if marker == 0xE1:
            turned = _orientation(segment) or turned
        if _is_drawn(marker, segment):
            kept.append(segment)
        if marker == 0xDA:
            end = _end_of_scan(data, place)
            kept.append(data[place:end])
            place = end


def _is_drawn(marker: int, segment: bytes) -> bool:
    """Whether a segment of a JPEG says what its colours are; comments and notes of programs do not."""
    if marker == 0xE2:
        return segment[4:16] == b"ICC_PROFILE\0"
    return marker in (0xE0, 0xEE) if 0xE0 <= marker <= 0xEF else marker != 0xFE


def _end_of_scan(data: bytes, place: int) -> int:
    """Return where the next marker stands after compressed data, in which FF is followed by 00 or a restart."""
    while True:
        place = data.index(b"\xff", place)
        if data[place + 1] not in (0x00, *range(0xD0, 0xD8)):
            return place
        place += 2


def _orientation(segment: bytes) -> int:
    """Return how an Exif segment says that the picture is turned (1–8), or 0."""
    if segment[4:10] != b"Exif\0\0":
        return 0
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 0
        (start,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, start)
        for number in range(entries):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value) if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _exif_of(orientation: int) -> bytes:
    """Return an Exif segment that says nothing but how the picture is turned."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, orientation, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", 8 + len(tiff)) + b"Exif\0\0" + tiff


def _webp(data: bytes) -> tuple[bytes, int, int]:
    (length,) = struct.unpack_from("<I", data, 4)
    body, kept, place, size = _slice(data, 8, length), [b"WEBP"], 4, (0, 0)
    while place < len(body):
        kind, count = struct.unpack_from("<4sI", body, place)
        chunk = _slice(body, place, 8 + count) + (b"\0" if count % 2 else b"")
        size = size if all(size) else _webp_size(kind, chunk)
        if kind == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_EXIF_AND_XMP]) + chunk[9:]
        if kind in _WEBP_KEPT:
            kept.append(chunk)
        place += len(chunk)
    cleaned = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(cleaned)) + cleaned, *size


def _webp_size(kind: bytes, chunk: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return int.from_bytes(chunk[12:15], "little") + 1, int.from_bytes(chunk[15:18], "little") + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", chunk, 14)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", chunk, 9)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return 0, 0


def _gif(data: bytes) -> tuple[bytes, int, int]:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    place = 13 + _colours(flags)
    kept = [_slice(data, 0, place)]
    while data[place] != 0x3B:
        if data[place] == 0x2C:
            start, place = place, place + 10 + _colours(data[place + 9]) + 1
            place = _end_of_blocks(data, place)
            kept.append(data[start:place])
        elif data[place] == 0x21:
            start, place = place, _end_of_blocks(data, place + 2)
            if data[start + 1] == 0xF9 or (data[start + 1] == 0xFF and data[start + 3 : start + 14] in _ANIMATION):
                kept.append(data[start:place])
        else:
            raise ValueError
    return b"".join(kept) + b";", width, height


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _end_of_blocks(data: bytes, place: int) -> int:
    return place + sum(_blocks(data, place))


def _blocks(data: bytes, place: int) -> Iterator[int]:
    while data[place]:
        yield data[place] + 1
        place += data[place] + 1
    yield 1


def _slice(data: bytes, start: int, length: int) -> bytes:
    if start + length > len(data):
        raise ValueError
    return data[start : start + length]


_CLEANERS = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp, "image/gif": _gif}
