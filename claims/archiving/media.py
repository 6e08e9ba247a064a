"""Which picture, recording or film a file is, by its first bytes; only what runs nothing in a browser."""

import re
from collections.abc import Sequence

HEAD = 64
"""Bytes that tell."""
_SIGNS: Sequence[tuple[re.Pattern[bytes], str]] = tuple(
    (re.compile(pattern, re.DOTALL), media_type)
    for pattern, media_type in (
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF....WEBP", "image/webp"),
        (rb"....ftypavi[fs]", "image/avif"),
        (rb"RIFF....WAVE", "audio/wav"),
        (rb"fLaC", "audio/flac"),
        (rb"ID3", "audio/mpeg"),
        (rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]", "audio/mpeg"),
        (rb"\xff[\xf0\xf1\xf8\xf9]", "audio/aac"),
        (rb"....ftypM4A ", "audio/mp4"),
        (rb"OggS.{24}.(?:\x01vorbis|OpusHead)", "audio/ogg"),
        (rb"OggS", "video/ogg"),
        (rb"....ftyp(?:isom|iso[2-9]|mp4[12]|avc1|M4V |dash|MSNV|qt  |3gp.)", "video/mp4"),
        (rb"\x1aE\xdf\xa3", "video/webm"),
    )
)
"""The MIME Sniffing Standard (WHATWG, section 6) and the formats' own signatures."""


def media_type_of(head: bytes) -> str:
    """Return the media type of a file that begins so; empty for anything that is not kept (SVG runs scripts)."""
    return next((media_type for sign, media_type in _SIGNS if sign.match(head)), "")
