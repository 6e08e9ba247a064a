"""The child process that reads: what it may not do, and what becomes of one that does not end."""

import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from claims.archiving import confinement
from claims.archiving.base import Document, Exactness, Format, Order
from claims.archiving.confinement import read_confined
from claims.archiving.framing import Bounds, document_answer, order_line, read_answer
from claims.archiving.refusal import REASONS, Unreadable
from tests.archiving.samples import SRT, bare_docx

CAPTIONS = Order(Format.CAPTIONS, 1_000)


def child_that(code: str) -> str:
    """Return what to start instead of the reader; it takes its order first."""
    return f"import sys, os, time; sys.stdin.buffer.read(); {code}"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("time.sleep(60)", "time"),
        ("exec('while True: pass')", "time"),
        ("[sys.stdout.buffer.write(bytes(1000)) for _ in range(10**6)]", "long"),
        ("os._exit(3)", "broken"),
        ("os._exit(86)", "memory"),
        ("os.abort()", "broken"),
        ("print('{}')", "broken"),
        ("print('[]')", "broken"),
        ('print(\'{"reason": "%(x)s", "number": 1, "detail": ""}\')', "broken"),
    ],
)
def test_child_that_does_not_do_its_work_is_ended_and_refused(
    monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    monkeypatch.setattr(confinement, "_BOOT", child_that(code))
    begun = time.perf_counter()
    with pytest.raises(Unreadable) as refusal:
        read_confined(b"x" * 1_000_000, CAPTIONS, Bounds(seconds=2, answer=100_000))
    assert refusal.value.reason == reason
    assert time.perf_counter() - begun < 20


def test_memory_is_bounded() -> None:
    body = "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 200_000
    with pytest.raises(Unreadable) as refusal:
        read_confined(bare_docx(body), Order(Format.DOCX, 10**6), Bounds(memory=120_000_000))
    assert refusal.value.reason in ("memory", "broken")


@pytest.mark.parametrize(
    "deed",
    [
        "__import__('socket').socket()",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
        "open('left-behind', 'w')",
        "os.remove('x')",
    ],
)
def test_child_has_no_network_no_processes_and_writes_nothing(deed: str) -> None:
    code = (
        f"import os, socket, subprocess; from claims.archiving.child import _close_doors; _close_doors(); {deed}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr


def test_child_knows_no_key_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAIMS_SECRET_KEY", "secret" * 10)
    told = "import json; print(json.dumps({'reason': 'line_time', 'number': len(os.environ), 'detail': ''}))"
    monkeypatch.setattr(confinement, "_BOOT", child_that(told))
    with pytest.raises(Unreadable) as refusal:
        read_confined(b"x", CAPTIONS)
    assert refusal.value.reason == "line_time"
    assert refusal.value.number <= 2, "LC_CTYPE, which Python sets itself, and what Windows needs"


def test_threads_read_at_once_and_children_are_not_too_many() -> None:
    most = 0

    def read(_number: int) -> Document:
        nonlocal most
        most = max(most, confinement.MOST_CHILDREN - confinement._slots._value)
        return read_confined(SRT.encode(), CAPTIONS)

    with ThreadPoolExecutor(8) as threads:
        texts = {document.text for document in threads.map(read, range(12))}
    assert len(texts) == 1
    assert most <= confinement.MOST_CHILDREN
    assert threading.active_count() < 20


def test_child_loads_only_what_its_format_needs() -> None:
    code = (
        "import sys, claims.archiving.captions, claims.archiving.child;"
        "print([name for name in ('spacy', 'sqlalchemy', 'flask', 'numpy', 'lxml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "change",
    [
        {"cues": [[0, 99, 0, 1, ""]]},
        {"cues": [[0, 2, 0, 1, ""], [1, 3, 0, 1, ""]]},
        {"cues": [[0, 2, 5, 1, ""]]},
        {"cues": 7},
        {"published_on": "yesterday"},
        {"exactness": "about"},
        {"text": None, "cues": [[0, 5, 0, 1, ""]]},
    ],
)
def test_answer_is_believed_no_more_than_the_file(change: dict[str, object]) -> None:
    fields = json.loads(document_answer(Document(title="T", text="Text"))) | change
    with pytest.raises(ValueError, match=r"."):
        read_answer(json.dumps(fields).encode())


def test_frames_carry_everything_there_and_back() -> None:
    document = Document(title="T" * 3_000, text="\ud800 🎖", exactness=Exactness.MONTH, language="en")
    found, _detail = read_answer(document_answer(document))
    assert isinstance(found, Document)
    assert (found.text, found.exactness, len(found.title)) == (document.text, Exactness.MONTH, 2_000)
    assert order_line(CAPTIONS, Bounds()).count(b"\n") == 1


def test_every_reason_is_a_sentence_with_the_name() -> None:
    for reason in REASONS:
        message = Unreadable(reason, 7).refusal("a.pdf").message
        assert "a.pdf" in message
        assert message.endswith(".")
