"""Sealing: what a withheld source is, encrypted with a key that lies neither in the database nor in a backup.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits each time; what a thing belongs to is authenticated
with it, so that sealed bytes moved to another row do not open. A sealed thing begins with the format and with four
bytes that name the key, so that a wrong key is told from damage.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from claims.errors import EngineError
from claims.i18n import gettext as _

_FORMAT = b"\x01"
_NAME, _NONCE = 4, 12


class Vault:
    """Seals and opens with one key; ``secret`` is any text of at least 32 characters."""

    def __init__(self, secret: str) -> None:
        key = hashlib.sha256(b"claims sealing key\n" + secret.encode()).digest()
        self._name = hashlib.sha256(b"claims key name\n" + key).digest()[:_NAME]
        self._cipher = AESGCM(key)
        self._digest_key = hashlib.sha256(b"claims digest key\n" + key).digest()

    def seal(self, data: bytes, owner: str) -> bytes:
        """Encrypt data; it opens for the same owner (``evidence 12``) alone."""
        nonce = secrets.token_bytes(_NONCE)
        return _FORMAT + self._name + nonce + self._cipher.encrypt(nonce, data, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """Decrypt data; raise EngineError for another key, another owner, or what was damaged. Changes nothing."""
        head = len(_FORMAT) + _NAME
        if not sealed.startswith(_FORMAT) or len(sealed) < head + _NONCE:
            raise EngineError(_("What is sealed for %(owner)s is damaged.", owner=owner))
        if sealed[len(_FORMAT) : head] != self._name:
            raise EngineError(
                _(
                    "What is sealed for %(owner)s was sealed with another key. Put the desk's own key into "
                    "CLAIMS_SEALING_KEY, or its file sealing-key into the data folder; nothing is lost.",
                    owner=owner,
                )
            )
        try:
            return self._cipher.decrypt(sealed[head : head + _NONCE], sealed[head + _NONCE :], owner.encode())
        except InvalidTag:
            raise EngineError(_("What is sealed for %(owner)s is damaged.", owner=owner)) from None

    def digest(self, words: str) -> str:
        """Return 64 hexadecimal digits that are equal for equal words, whatever their case and spaces.

        Without the key nobody can try words against them.
        """
        plain = " ".join(words.split()).casefold()
        return hmac.new(self._digest_key, plain.encode(), hashlib.sha256).hexdigest()

    def seal_values(self, values: Mapping[str, Any], owner: str) -> bytes:
        """Encrypt what JSON can hold."""
        return self.seal(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode(), owner)

    def open_values(self, sealed: bytes, owner: str) -> dict[str, Any]:
        """Decrypt what ``seal_values`` gave."""
        values: dict[str, Any] = json.loads(self.open(sealed, owner))
        return values
