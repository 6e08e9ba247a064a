"""The configuration: read once from the environment, frozen, checked at the start.

What an editor or admin changes at run time is a desk setting (``claims.domain.setting``), not configuration.
"""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from platformdirs import user_data_path

from claims.errors import ConfigError

_HOST = re.compile(r"(?=[a-z0-9._-]{1,253}\Z)[a-z0-9_][a-z0-9_-]*(\.[a-z0-9_][a-z0-9_-]*)*")
"""The name of a machine, whole and in lower case."""
_MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Where a language model answers, for the engines that ask one."""

    url: str
    """``CLAIMS_LLM_URL``: an http(s) address that speaks the chat completions of OpenAI."""
    key: str = field(repr=False)
    """``CLAIMS_LLM_KEY``: the secret that opens it, or empty."""
    timeout: int
    """``CLAIMS_LLM_TIMEOUT``: seconds that one request may take (1 to 3600)."""
    model: str
    """``CLAIMS_LLM_MODEL``: the model where the desk settings name none."""

    @property
    def host(self) -> str:
        """The machine that it is on."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, so that nothing leaves it."""
        return _is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class MailConfig:
    """Where mail is handed in (``CLAIMS_SMTP_URL``), and whom it comes from (``CLAIMS_MAIL_FROM``)."""

    host: str
    port: int
    security: str
    """``tls`` from the first byte, ``starttls`` (required), or ``none``."""
    user: str
    password: str = field(repr=False)
    sender: str


@dataclass(frozen=True, slots=True)
class ArchiveConfig:
    """Where files are kept, and what may be fetched."""

    files: Path
    """``files`` in the data folder."""
    fetcher: str = "guarded"
    """``CLAIMS_FETCHER``: how addresses are fetched; ``null`` for a desk that fetches nothing."""
    networks: frozenset[IPv4Network | IPv6Network] = frozenset()
    """``CLAIMS_FETCH_ALLOW``: networks that are fetched from although they are not public."""
    hosts: frozenset[str] = frozenset()
    """``CLAIMS_FETCH_ALLOW``: machines that are fetched from although they are not public."""
    wayback: str = "null"
    """``CLAIMS_WAYBACK``: the outside archive that people may ask to keep a page; ``spn``: the Wayback Machine."""
    wayback_url: str = "https://web.archive.org"
    """``CLAIMS_WAYBACK_URL``: where it answers."""
    wayback_key: str = field(default="", repr=False)
    """``CLAIMS_WAYBACK_KEY``: access key and secret key with a colon between them."""
    sealing_key: str = field(default="", repr=False)
    """``CLAIMS_SEALING_KEY``: encrypts withheld sources; by default made once and kept in the data folder."""


@dataclass(frozen=True, slots=True)
class Config:
    """Addresses, folders and keys."""

    data: Path
    """``CLAIMS_DATA``: the folder that holds everything of one desk."""
    database_url: str
    """``CLAIMS_DATABASE_URL``: an SQLAlchemy address; by default ``claims.sqlite3`` in the data folder."""
    secret_key: str
    """``CLAIMS_SECRET_KEY``: signs cookies and forms; by default made once and kept in the data folder."""
    proxies: int
    """``CLAIMS_PROXIES``: how many reverse proxies stand before the program (0 to 5)."""
    secure_cookies: bool
    """``CLAIMS_SECURE_COOKIES``: ``1`` when readers come by https; cookies are then sent by https only."""
    worker_threads: int
    """``CLAIMS_WORKER_THREADS``: jobs at a time in one process (1 to 32)."""
    archive: ArchiveConfig
    """Where files are kept, and what may be fetched."""
    llm: ModelConfig | None = None
    """The language model, if there is one."""
    mail: MailConfig | None = None
    """The mail server, if there is one."""


def load_config(
    environment: Mapping[str, str] = os.environ, data: Path | None = None, *, new: bool = True
) -> Config:
    """Read the configuration; ``data`` overrides ``CLAIMS_DATA``. Raise ConfigError naming the variable.

    A folder that is not there is made, unless the desk is to be there already (``new`` is false) and would lie in
    it.
    """
    folder = _data_folder(environment, data, new=new)
    return Config(
        data=folder,
        database_url=database_address(folder, environment),
        secret_key=_key(environment, folder, "CLAIMS_SECRET_KEY", "secret-key"),
        proxies=_number(environment, "CLAIMS_PROXIES", default=0, lowest=0, highest=5),
        secure_cookies=_flag(environment, "CLAIMS_SECURE_COOKIES"),
        worker_threads=_number(environment, "CLAIMS_WORKER_THREADS", default=1, lowest=1, highest=32),
        archive=_archive(environment, folder),
        llm=load_model_config(environment),
        mail=_mail(environment),
    )


def load_model_config(environment: Mapping[str, str] = os.environ) -> ModelConfig | None:
    """Read where the language model is; None where none is named. Raise ConfigError naming the variable."""
    url, key = environment.get("CLAIMS_LLM_URL", "").strip(), environment.get("CLAIMS_LLM_KEY", "").strip()
    timeout = _number(environment, "CLAIMS_LLM_TIMEOUT", default=120, lowest=1, highest=3600)
    if not url:
        return None
    if not _is_web_address(url):
        raise ConfigError(
            "CLAIMS_LLM_URL must be an address such as http://127.0.0.1:11434/v1, without name, password or query."
        )
    if not (key.isascii() and key.isprintable()):
        raise ConfigError("CLAIMS_LLM_KEY has characters that no key has.")
    return ModelConfig(url, key, timeout, environment.get("CLAIMS_LLM_MODEL", "").strip())


def _archive(environment: Mapping[str, str], folder: Path) -> ArchiveConfig:
    allowed = [
        item.strip().lower() for item in environment.get("CLAIMS_FETCH_ALLOW", "").split(",") if item.strip()
    ]
    found = {item: _network(item) for item in allowed}
    for item, network in found.items():
        if network is None and not _is_name(item):
            raise ConfigError(
                f"CLAIMS_FETCH_ALLOW must be networks and names such as 10.1.0.0/16,wiki.lan, not {item!r}."
            )
    return ArchiveConfig(
        files=folder / "files",
        sealing_key=_key(environment, folder, "CLAIMS_SEALING_KEY", "sealing-key"),
        fetcher=environment.get("CLAIMS_FETCHER", "").strip() or "guarded",
        networks=frozenset(network for network in found.values() if network is not None),
        hosts=frozenset(item for item, network in found.items() if network is None),
        **_wayback(environment),
    )


def _wayback(environment: Mapping[str, str]) -> dict[str, str]:
    name = environment.get("CLAIMS_WAYBACK", "").strip() or "null"
    url = environment.get("CLAIMS_WAYBACK_URL", "").strip() or "https://web.archive.org"
    key = environment.get("CLAIMS_WAYBACK_KEY", "").strip()
    if not _is_web_address(url):
        raise ConfigError("CLAIMS_WAYBACK_URL must be an address such as https://web.archive.org.")
    if not re.fullmatch(r"([!-9;-~]{1,200}:[!-9;-~]{1,200})?", key) or (name == "spn" and not key):
        raise ConfigError("CLAIMS_WAYBACK_KEY must be an access key and a secret key, as ACCESS:SECRET.")
    return {"wayback": name, "wayback_url": url, "wayback_key": key}


def _mail(environment: Mapping[str, str]) -> MailConfig | None:
    """Read where mail is handed in; an error never repeats the address, which holds the password."""
    url, sender = (environment.get(name, "").strip() for name in ("CLAIMS_SMTP_URL", "CLAIMS_MAIL_FROM"))
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        parts, host, port, user, password = urlsplit(""), "", None, "", ""
    known = parts.scheme in ("smtp", "smtps") and parts.path in ("", "/") and not parts.fragment
    if not (host and known and parts.query in ("", "insecure=1") and bool(user) == bool(password)):
        raise ConfigError(
            "CLAIMS_SMTP_URL must be an address such as smtp://user:password@mail.example:587, or smtps://…;"
            " only ?insecure=1 may follow."
        )
    if not _MAIL_ADDRESS.fullmatch(sender):
        raise ConfigError("CLAIMS_MAIL_FROM must be the e-mail address that mail comes from.")
    plain = parts.query == "insecure=1" or _is_loopback(host)
    security = "tls" if parts.scheme == "smtps" else "none" if plain else "starttls"
    return MailConfig(host, port or (465 if security == "tls" else 587), security, user, password, sender)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_name(item: str) -> bool:
    return bool(_HOST.fullmatch(item)) and not item.rpartition(".")[2].isdecimal()


def _network(item: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(item, strict=False)
    except ValueError:
        return None


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment) and "@" not in parts.netloc
    printable = url.isascii() and url.isprintable() and " " not in url
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port_fits and plain and printable


def _data_folder(environment: Mapping[str, str], data: Path | None, *, new: bool) -> Path:
    folder = data or Path(environment.get("CLAIMS_DATA") or user_data_path("claims", appauthor=False))
    if not new and not environment.get("CLAIMS_DATABASE_URL") and not folder.is_dir():
        raise ConfigError(f"There is no desk in {folder}; run “claims db upgrade” to make one.")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"CLAIMS_DATA: the folder {folder} cannot be used: {error.strerror}.") from error
    return folder.resolve()


def database_address(folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """Return the address of the database of the desk in a folder; raise ConfigError for one that cannot be."""
    url = environment.get("CLAIMS_DATABASE_URL") or f"sqlite:///{folder / 'claims.sqlite3'}"
    for plain in ("postgresql://", "postgres://"):
        if url.startswith(plain):
            url = "postgresql+psycopg://" + url.removeprefix(plain)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigError("CLAIMS_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _key(environment: Mapping[str, str], folder: Path, variable: str, name: str) -> str:
    key = environment.get(variable)
    if key is not None:
        if len(key) < 32:
            raise ConfigError(f"{variable} must have at least 32 characters.")
        return key
    path = folder / name
    if not path.exists():
        try:
            _make_key(path)
        except OSError as error:
            raise ConfigError(f"CLAIMS_DATA: {path} cannot be written: {error.strerror}.") from error
    kept = path.read_text()
    if len(kept) < 32:
        raise ConfigError(f"{path} holds no key of 32 characters: put it back from where you keep it.")
    return kept


def _make_key(path: Path) -> None:
    """Make a key; who is killed meanwhile leaves no half of one, and of two at once one makes it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # readable by its owner only
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(name, path)
        except FileExistsError:
            pass  # another process was faster
        except OSError:  # a file system without links
            Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def _number(environment: Mapping[str, str], name: str, *, default: int, lowest: int, highest: int) -> int:
    value = environment.get(name, str(default))
    if not value.isdecimal() or not lowest <= int(value) <= highest:
        raise ConfigError(f"{name} must be a number from {lowest} to {highest}, not {value!r}.")
    return int(value)


def _flag(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "0")
    if value not in ("0", "1"):
        raise ConfigError(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"
