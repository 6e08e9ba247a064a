"""What the tests of the language model's engine share."""

import pytest

from claims.extraction.llm import chat


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait hundredths of a second between attempts."""
    monkeypatch.setattr(chat, "_FIRST_PAUSE", 0.01)
