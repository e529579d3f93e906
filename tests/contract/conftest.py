"""The API's fixtures, for the contract with the established client."""

from tests.api.conftest import client, filled_global_folder, new_profile_folder, services, user

__all__ = ['client', 'filled_global_folder', 'new_profile_folder', 'services', 'user']
