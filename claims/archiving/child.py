"""The child process that reads one document: an order and bytes come in on standard input, JSON goes out.

It is started by ``claims.archiving.confinement`` and loads only what its format needs. It limits itself before it
looks at a byte that a stranger wrote; the parent ends it when that did not help.
"""

import os
import sys
import threading
import time
from collections.abc import Mapping
from importlib import import_module
from typing import Any, cast

from claims.archiving.base import Format, Reader
from claims.archiving.framing import Bounds, document_answer, read_order, refusal_answer
from claims.archiving.refusal import Unreadable

READERS: Mapping[Format, tuple[str, str]] = {
    Format.MARKDOWN: ("claims.archiving.markdown", "read_markdown"),
    Format.HTML: ("claims.archiving.page", "read_page"),
    Format.DOCX: ("claims.archiving.docx", "read_docx"),
    Format.PDF: ("claims.archiving.pdf", "read_pdf"),
    Format.CAPTIONS: ("claims.archiving.captions", "read_captions"),
    Format.FEED: ("claims.archiving.feed", "read_entries"),
    Format.CSV: ("claims.archiving.sheet", "read_csv"),
    Format.WORKBOOK: ("claims.archiving.sheet", "read_workbook"),
    Format.MHTML: ("claims.archiving.web_archive", "read_mhtml"),
    Format.WARC: ("claims.archiving.web_archive", "read_warc"),
    Format.WACZ: ("claims.archiving.web_archive", "read_wacz"),
}
"""Where each format is read; loaded only when it is."""
MEMORY_EXIT = 86
"""Exit status of a child that ended itself because it took too much memory."""
_WATCHED_EVERY = 0.05
_REFUSED = ("socket.", "subprocess.", "os.", "shutil.", "urllib.", "ftplib.", "http.", "smtplib.", "ctypes.dlopen")
"""Audit events (PEP 578) of what no reader does; of ``os`` those that only look are left."""
_HARMLESS = frozenset({"os.listdir", "os.scandir", "os.walk", "os.fwalk"})


def main() -> None:
    """Read one document and answer."""
    order, bounds = read_order(sys.stdin.buffer.readline())
    _limit(bounds)
    sys.modules["py3langid"] = cast(Any, None)  # trafilatura would load it, and NumPy with it, to no purpose
    module, name = READERS[order.format]
    read: Reader = getattr(import_module(module), name)
    _close_doors()
    try:
        answer = document_answer(read(sys.stdin.buffer.read(), order))
    except Unreadable as refusal:
        answer = refusal_answer(refusal)
    except MemoryError:
        answer = refusal_answer(Unreadable("memory"))
    except Exception as error:  # whatever a library makes of a hostile file
        answer = refusal_answer(Unreadable("broken"), f"{type(error).__name__}: {error}"[:500])
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    os._exit(0)  # taking down the libraries in order takes time, and damaged documents can hang it


def _limit(bounds: Bounds) -> None:
    """Bound memory and processor time as far as the platform does."""
    if sys.platform == "win32":
        threading.Thread(target=_watch, args=(bounds.memory,), daemon=True).start()
        return
    import resource

    seconds = int(bounds.seconds) + 1
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (bounds.memory, bounds.memory))
    else:  # others have the limit and do not keep it
        threading.Thread(target=_watch, args=(bounds.memory,), daemon=True).start()


def _close_doors() -> None:
    """From now on: no network, no other process, no file written, whatever a document talks a library into."""
    sys.addaudithook(_refuse)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event == "open":
        mode, flags = (*args, None, None)[1:3]
        writes = any(letter in str(mode or "r") for letter in "wax+")
        if writes or (isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)):
            raise PermissionError(event)
    elif event.startswith(_REFUSED) and event not in _HARMLESS:
        raise PermissionError(event)


def _watch(memory: int) -> None:
    """End this process when it has taken more memory than it may."""
    while True:
        if _memory_taken() > memory:
            os._exit(MEMORY_EXIT)
        time.sleep(_WATCHED_EVERY)


def _memory_taken() -> int:
    """Return the most bytes of memory that this process ever had in use."""
    if sys.platform == "win32":
        return _windows_memory()
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _windows_memory() -> int:
    """Ask Windows (PROCESS_MEMORY_COUNTERS.PeakPagefileUsage); 0 when it does not say."""
    import ctypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("size", ctypes.c_ulong),
            ("page_faults", ctypes.c_ulong),
            *((f"figure_{number}", ctypes.c_size_t) for number in range(8)),
        )

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 (only Windows has it)
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    known = kernel.K32GetProcessMemoryInfo(process, ctypes.byref(counters), counters.size)
    return int(counters.figure_7) if known else 0
