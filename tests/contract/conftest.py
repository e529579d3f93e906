"""The API's fixtures, for the contract with the established client."""

from tests.api.conftest import client, services, user

__all__ = ['client', 'services', 'user']
