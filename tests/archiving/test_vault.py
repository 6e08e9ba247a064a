"""Sealing and opening."""

import pytest

from claims.archiving.vault import Vault
from claims.errors import EngineError

VAULT = Vault("a" * 40)


def test_what_is_sealed_opens_again_and_says_nothing() -> None:
    sealed = VAULT.seal("Müller".encode(), "source 1")
    assert b"ller" not in sealed
    assert VAULT.open(sealed, "source 1") == "Müller".encode()
    assert VAULT.seal("Müller".encode(), "source 1") != sealed
    assert VAULT.open_values(VAULT.seal_values({"a": "b"}, "evidence 2"), "evidence 2") == {"a": "b"}


def test_another_key_is_named_as_such() -> None:
    sealed = VAULT.seal(b"secret", "source 1")
    with pytest.raises(EngineError, match="another key"):
        Vault("b" * 40).open(sealed, "source 1")


@pytest.mark.parametrize("place", [0, 12, -1])
def test_damage_is_noticed(place: int) -> None:
    sealed = bytearray(VAULT.seal(b"secret", "source 1"))
    sealed[place] ^= 1
    with pytest.raises(EngineError, match="damaged"):
        VAULT.open(bytes(sealed), "source 1")


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" * 10])
def test_what_is_too_short_is_damaged(sealed: bytes) -> None:
    with pytest.raises(EngineError, match="damaged"):
        VAULT.open(sealed, "source 1")


def test_what_belongs_to_another_row_does_not_open() -> None:
    with pytest.raises(EngineError, match="damaged"):
        VAULT.open(VAULT.seal(b"secret", "source 1"), "source 2")
