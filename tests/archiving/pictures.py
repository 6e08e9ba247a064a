"""Small whole pictures, with metadata and something behind their end."""

import struct
import zlib
from binascii import crc32

SECRET = b"GPS 52.5200N 13.4050E"


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(kind + data))


def png(width: int = 3, height: int = 2) -> bytes:
    """A PNG with a comment, Exif and a tail."""
    rows = b"".join(b"\0" + b"\x80\x40\x20" * min(width, 64) for _row in range(min(height, 64)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"tEXt", b"Comment\0" + SECRET)
        + _chunk(b"eXIf", SECRET)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
        + SECRET
    )


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def jpeg(orientation: int = 6, width: int = 3, height: int = 2) -> bytes:
    """A JPEG's structure with Exif that turns it, XMP, a comment and a tail; its scan is only bytes."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0) + SECRET
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8"
        + _segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + _segment(0xE1, b"Exif\0\0" + tiff)
        + _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)
        + _segment(0xFE, SECRET)
        + _segment(0xDB, b"\0" * 65)
        + _segment(0xC0, frame)
        + _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\xff\x00\x34\xff\xd0\x56"
        + b"\xff\xd9"
        + SECRET
    )


def webp() -> bytes:
    """A WebP whose extended header says that there is Exif and XMP."""
    size = (2).to_bytes(3, "little") + (1).to_bytes(3, "little")
    parts = [(b"VP8X", bytes([0x0C, 0, 0, 0]) + size), (b"VP8L", b"\x2f" + b"\x02\x40\0\0" + b"\0" * 4)]
    parts += [(b"EXIF", SECRET), (b"XMP ", SECRET)]
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in parts
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body + SECRET


def gif() -> bytes:
    """A GIF of one frame with a comment and a tail."""
    comment = b"\x21\xfe" + bytes([len(SECRET)]) + SECRET + b"\0"
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 3, 2, 0) + b"\x02\x02\x4c\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", 3, 2, 0x80, 0, 0) + b"\0" * 6 + comment + frame + b";" + SECRET
