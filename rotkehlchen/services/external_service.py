"""Keys of outside services, and addresses of those that the user runs themselves.

Names are those of the established interface; `_` and space are the same in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rotkehlchen.core.errors import InputError
from rotkehlchen.net.address import parse_endpoint
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.external_service import ExternalService, ExternalServiceRepository

NAMES: Final = (
    'etherscan', 'cryptocompare', 'beaconchain', 'loopring', 'opensea', 'blockscout', 'thegraph', 'gnosis pay', 'monerium',
    'defillama', 'coingecko', 'alchemy', 'helius', 'routescan',
)


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """What to set of a service: None leaves what is there, empty text removes it."""

    name: str
    api_key: str | None = field(default=None, repr=False)
    url: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)


class ExternalServiceService:
    def __init__(self, services: ExternalServiceRepository, notifier: Notifier, names: Sequence[str] = NAMES) -> None:
        self._services = services
        self._notifier = notifier
        self._names = frozenset(names)

    def all(self) -> dict[str, ExternalService]:
        """Services with something stored, by name."""
        return self._services.load_all()

    def find_credential(self, name: str, member: str) -> str | None:
        """One stored value ('api_key', 'url', 'username', 'password') of a service, None if it isn't set."""
        stored = self._services.load_all().get(name)
        value: str | None = getattr(stored, member) if stored is not None else None
        return value

    def save(self, changes: Sequence[ServiceChange]) -> None:
        """Set keys and addresses, all or none. Raises InputError naming the first wrong field."""
        stored = self._services.load_all()
        changed: dict[str, ExternalService] = {}
        for number, change in enumerate(changes):
            path = f'services.{number}'
            name = self._parse_name(change.name, f'{path}.name')
            changed[name] = _merged(changed.get(name) or stored.get(name) or ExternalService(name), change, path)
        self._services.save(one for one in changed.values() if not _is_empty(one))
        self._services.delete([name for name, one in changed.items() if _is_empty(one)])
        self._notifier.data_changed('external_services')

    def delete(self, names: Sequence[str]) -> None:
        """Remove all that is stored of services; nothing happens to one of which nothing is."""
        self._services.delete([self._parse_name(name, f'services.{number}') for number, name in enumerate(names)])
        self._notifier.data_changed('external_services')

    def _parse_name(self, raw: str, path: str) -> str:
        name = raw.strip().lower().replace('_', ' ')
        if name not in self._names:
            raise InputError(f'{path}: there is no external service {raw}', field=path)
        return name


def _merged(stored: ExternalService, change: ServiceChange, path: str) -> ExternalService:
    given = {
        member: value.strip() if member != 'password' else value
        for member in ('api_key', 'url', 'username', 'password') if (value := getattr(change, member)) is not None
    }
    if not given:
        raise InputError(f'{path}: give at least one of api_key, url, username and password', field=f'{path}.api_key')
    if given.get('url'):
        given['url'] = parse_endpoint(given['url'], field=f'{path}.url')
    kept = {member: given.get(member, getattr(stored, member)) or None for member in ('api_key', 'url', 'username', 'password')}
    return ExternalService(stored.name, **kept)


def _is_empty(one: ExternalService) -> bool:
    return not (one.api_key or one.url or one.username or one.password)
