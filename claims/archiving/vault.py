"""Sealing: what a withheld source is, encrypted with a key that lies neither in the database nor in a backup.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits each time; what a thing belongs to is authenticated
with it, so that sealed bytes moved to another row do not open. A sealed thing begins with the format and with four
bytes that name the key, so that a wrong key is told from damage.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from claims.errors import EngineError
from claims.i18n import gettext as _

_FORMAT = b"\x01"
_NAME, _NONCE = 4, 12
HEAD = len(_FORMAT) + _NAME
"""So many first bytes of what is sealed tell which key did."""
MIN_KEY_LENGTH = 32


def keys_of(secret: str) -> Sequence[str]:
    """Return the keys that a secret holds: one, or several with commas between them, the newest first."""
    parts = [part.strip() for part in secret.split(",")]
    return parts if all(len(part) >= MIN_KEY_LENGTH for part in parts) else [secret]


class Vault:
    """Seals with the newest of its keys and opens with each; ``secret`` is what ``keys_of`` reads."""

    def __init__(self, secret: str) -> None:
        keys = [hashlib.sha256(b"claims sealing key\n" + one.encode()).digest() for one in keys_of(secret)]
        self._names = [hashlib.sha256(b"claims key name\n" + key).digest()[:_NAME] for key in keys]
        self._ciphers = dict(zip(self._names, map(AESGCM, keys), strict=True))
        self._digest_key = hashlib.sha256(b"claims digest key\n" + keys[0]).digest()

    def newest(self) -> "Vault":
        """Return a vault that has the newest key alone."""
        alone = copy(self)
        alone._names = self._names[:1]
        alone._ciphers = {name: self._ciphers[name] for name in alone._names}
        return alone

    def seal(self, data: bytes, owner: str) -> bytes:
        """Encrypt data; it opens for the same owner (``evidence 12``) alone."""
        nonce, name = secrets.token_bytes(_NONCE), self._names[0]
        return _FORMAT + name + nonce + self._ciphers[name].encrypt(nonce, data, owner.encode())

    def is_current(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it."""
        return sealed.startswith(_FORMAT + self._names[0])

    def is_older(self, sealed: bytes) -> bool:
        """Whether one of the older keys sealed it; its first bytes are enough."""
        return any(sealed.startswith(_FORMAT + name) for name in self._names[1:])

    def open(self, sealed: bytes, owner: str) -> bytes:
        """Decrypt data; raise EngineError for another key, another owner, or what was damaged. Changes nothing."""
        if not sealed.startswith(_FORMAT) or len(sealed) < HEAD + _NONCE:
            raise EngineError(_("What is sealed for %(owner)s is damaged.", owner=owner))
        cipher = self._ciphers.get(sealed[len(_FORMAT) : HEAD])
        if cipher is None:
            raise EngineError(
                _(
                    "What is sealed for %(owner)s was sealed with another key. Put the desk's own key into "
                    "CLAIMS_SEALING_KEY, or its file sealing-key into the data folder; nothing is lost.",
                    owner=owner,
                )
            )
        try:
            return cipher.decrypt(sealed[HEAD : HEAD + _NONCE], sealed[HEAD + _NONCE :], owner.encode())
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
