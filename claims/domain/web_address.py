"""When two web addresses are the same: what a person types and what a page is shared by differ in small things."""

import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "yclid"})
"""Parameters that only say how a reader came; those that begin with ``utm_`` are the same."""
_PORTS = {"http": 80, "https": 443}


def address_key(address: str) -> str:
    """Return the same digest for addresses that lead to the same page; empty for none.

    Scheme, case of the host, default port, fragment, a slash at the end and parameters of tracking do not count.
    """
    if not address:
        return ""
    return hashlib.sha256(_plain(address).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(address: str) -> str:
    try:
        parts = urlsplit(address.strip())
        port = "" if parts.port in (None, _PORTS.get(parts.scheme)) else f":{parts.port}"
    except ValueError:
        return address
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    host = (parts.hostname or "").rstrip(".")
    return f"{host}{port}{parts.path.rstrip('/')}?{urlencode(kept)}"
