"""Restricting a protocol module to some addresses."""

from rotkehlchen.core.errors import ConflictError, NotFoundError
from rotkehlchen.services.notification import Notifier
from rotkehlchen.storage.queried_address import QueriedAddressRepository


class QueriedAddressService:
    def __init__(self, addresses: QueriedAddressRepository, notifier: Notifier) -> None:
        self._addresses = addresses
        self._notifier = notifier

    def all(self) -> dict[str, list[str]]:
        """Addresses by module; modules that ask about every address are absent."""
        return self._addresses.load_all()

    def add(self, module: str, address: str) -> None:
        if not self._addresses.add(module, address):
            raise ConflictError(f'address: {address} is restricted to {module} already', code='duplicate', field='address')
        self._notifier.data_changed('queried_addresses')

    def delete(self, module: str, address: str) -> None:
        if not self._addresses.delete(module, address):
            raise NotFoundError(f'address: {address} is not restricted to {module}', field='address')
        self._notifier.data_changed('queried_addresses')
