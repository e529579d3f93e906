"""All routes of the API: every module of `api.v1` that has a `routes` table, in the order of their names."""

import pkgutil
from functools import lru_cache
from importlib import import_module

from rotkehlchen.api import v1
from rotkehlchen.api.route import Route, RouteTable


@lru_cache(maxsize=1)
def load_routes() -> tuple[Route, ...]:
    found: list[Route] = []
    for module in pkgutil.iter_modules(v1.__path__):
        table = getattr(import_module(f'{v1.__name__}.{module.name}'), 'routes', None)
        if isinstance(table, RouteTable):
            found += table.routes
    names = [route.name for route in found]
    if duplicates := {name for name in names if names.count(name) > 1}:
        raise AssertionError(f'routes declared twice: {sorted(duplicates)}')
    return tuple(found)
