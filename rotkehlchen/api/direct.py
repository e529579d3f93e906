"""Calls a route in this process, without HTTP: what the command line is made of, so that it does and answers what the API does.

The arguments go through the route's own schema. Who may call is not checked here: whoever runs code in this process has everything anyway.
"""

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from rotkehlchen.api.envelope import input_error
from rotkehlchen.api.route import Context, Route
from rotkehlchen.api.table import load_routes
from rotkehlchen.core.progress import Job
from rotkehlchen.services.container import AppServices


@dataclass(frozen=True, slots=True)
class DirectApi:
    """`job` hears of the progress of each call and can cancel it."""

    services: AppServices
    job: Job

    def call(self, method: str, path: str, /, **arguments: Any) -> Any:
        """The `result` of a route named as in its module ('GET', '/reports/<int:report_id>'). Raises AppError."""
        route = find_route(method, path)
        if route.login:
            self.services.session.require()
        try:
            loaded = route.request().load(arguments) if route.request is not None else arguments
            return route.handler(Context(self.services, self.job), loaded)
        except ValidationError as error:
            raise input_error(error) from None


def find_route(method: str, path: str) -> Route:
    return next(route for route in load_routes() if route.method == method and route.path == path)
