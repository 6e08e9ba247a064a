"""Fetchers, stores and outside archives by name, and all together as the desk's archive.

Others add theirs by the entry points ``claims.archiving.fetchers`` (called with a Guard),
``claims.archiving.stores`` (called with a folder) and ``claims.archiving.wayback`` (with an address and a key).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from claims.archiving.fetching.base import Fetcher
from claims.archiving.fetching.guard import PUBLIC_ONLY, Guard, IPNetwork
from claims.archiving.stores.base import Store
from claims.archiving.vault import Vault
from claims.archiving.wayback.base import Wayback
from claims.archiving.wayback.null import NullWayback
from claims.errors import EngineError, InvalidInput
from claims.i18n import gettext as _

FETCHERS = "claims.archiving.fetchers"
STORES = "claims.archiving.stores"
WAYBACK = "claims.archiving.wayback"
DEFAULT_STORE = "local"


class ArchiveTerms(Protocol):
    """Where files are kept and what may be fetched; made from the configuration."""

    @property
    def files(self) -> Path:
        """The folder of the store."""

    @property
    def fetcher(self) -> str:
        """The name of the fetcher."""

    @property
    def networks(self) -> Collection[IPNetwork]:
        """Networks that are fetched from although they are not public."""

    @property
    def hosts(self) -> Collection[str]:
        """Machines that are fetched from although they are not public."""

    @property
    def wayback(self) -> str:
        """The name of the outside archive that can be asked to keep a page."""

    @property
    def wayback_url(self) -> str:
        """Where it answers."""

    @property
    def sealing_key(self) -> str:
        """What withheld sources are encrypted with."""

    @property
    def wayback_key(self) -> str:
        """What opens it, or empty."""


@dataclass(frozen=True, slots=True)
class Archive:
    """How a desk gets what an address holds, and where it keeps files."""

    fetcher: Fetcher
    store: Store
    wayback: Wayback = field(default_factory=NullWayback)
    """Asked to keep a page, where a person says so."""
    vault: Vault | None = None
    """Seals what withheld sources are; a desk that was opened by its configuration has one."""

    def require_vault(self) -> Vault:
        """Return the vault; raise EngineError where there is none."""
        if self.vault is None:
            raise EngineError(_("This desk has no key to seal withheld sources with."))
        return self.vault


def open_archive(terms: ArchiveTerms) -> Archive:
    """Return the archive of a desk; raise InvalidInput for a fetcher that is not there."""
    guard = Guard(terms.networks, terms.hosts)
    wayback = get_wayback(terms.wayback, terms.wayback_url, terms.wayback_key)
    vault = Vault(terms.sealing_key) if terms.sealing_key else None
    return Archive(get_fetcher(terms.fetcher, guard), get_store(DEFAULT_STORE, terms.files), wayback, vault)


def _guarded(guard: Guard) -> Fetcher:
    from claims.archiving.fetching.guarded import GuardedFetcher  # not at the top: most commands fetch nothing

    return GuardedFetcher(guard)


def _null(_guard: Guard) -> Fetcher:
    from claims.archiving.fetching.null import NullFetcher

    return NullFetcher()


def _local(folder: Path) -> Store:
    from claims.archiving.stores.local import LocalStore

    return LocalStore(folder)


_FETCHERS: dict[str, Callable[[Guard], Fetcher]] = {"guarded": _guarded, "null": _null}
_STORES: dict[str, Callable[[Path], Store]] = {"local": _local}


def fetcher_names() -> list[str]:
    """All names that ``get_fetcher`` knows, the built-in ones first."""
    return [*_FETCHERS, *sorted({point.name for point in entry_points(group=FETCHERS)} - _FETCHERS.keys())]


def get_fetcher(name: str, guard: Guard = PUBLIC_ONLY) -> Fetcher:
    """Return the fetcher of that name, which keeps to the guard; raise InvalidInput for an unknown name."""
    if name in _FETCHERS:
        return _FETCHERS[name](guard)
    for point in entry_points(group=FETCHERS, name=name):
        fetcher: Fetcher = point.load()(guard)
        return fetcher
    names = ", ".join(fetcher_names())
    raise InvalidInput(_("There is no fetcher “%(name)s”; there are: %(names)s.", name=name, names=names))


def store_names() -> list[str]:
    """All names that ``get_store`` knows, the built-in ones first."""
    return [*_STORES, *sorted({point.name for point in entry_points(group=STORES)} - _STORES.keys())]


def get_store(name: str, folder: Path) -> Store:
    """Return the store of that name, in a folder; raise InvalidInput for an unknown name."""
    if name in _STORES:
        return _STORES[name](folder)
    for point in entry_points(group=STORES, name=name):
        store: Store = point.load()(folder)
        return store
    names = ", ".join(store_names())
    raise InvalidInput(_("There is no store “%(name)s”; there are: %(names)s.", name=name, names=names))


def _no_wayback(_url: str, _key: str) -> Wayback:
    return NullWayback()


def _spn(url: str, key: str) -> Wayback:
    from claims.archiving.wayback.spn import SavePageNow

    return SavePageNow(url, key)


_WAYBACKS: dict[str, Callable[[str, str], Wayback]] = {"null": _no_wayback, "spn": _spn}


def wayback_names() -> list[str]:
    """All names that ``get_wayback`` knows, the built-in ones first."""
    return [*_WAYBACKS, *sorted({point.name for point in entry_points(group=WAYBACK)} - _WAYBACKS.keys())]


def get_wayback(name: str, url: str = "", key: str = "") -> Wayback:
    """Return the outside archive of that name; raise InvalidInput for an unknown name."""
    if name in _WAYBACKS:
        return _WAYBACKS[name](url, key)
    for point in entry_points(group=WAYBACK, name=name):
        wayback: Wayback = point.load()(url, key)
        return wayback
    names = ", ".join(wayback_names())
    raise InvalidInput(_("There is no outside archive “%(name)s”; there are: %(names)s.", name=name, names=names))
