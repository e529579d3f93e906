"""The route table: every route is a value with its schemas, so that checks, documents and tests can read it.

A handler takes a `Context` and the validated arguments (path, query and body in one mapping) and returns the
`result` of the envelope, or a Flask response if the route is `raw`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from marshmallow import Schema
from marshmallow.fields import Field

from rotkehlchen.core.progress import Job
from rotkehlchen.services.container import AppServices, UserServices
from rotkehlchen.services.event_text import ENGLISH

Method = Literal['GET', 'PUT', 'POST', 'PATCH', 'DELETE']
Shape = type[Schema] | Field[Any] | None


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler may use: the services of the application, those of the open profile, the job to report to, and the language of the request.

    `language`: of those that descriptions come in, the one of `Accept-Language`.
    """

    app: AppServices
    job: Job
    language: str = ENGLISH

    @property
    def user(self) -> UserServices:
        """Services of the open profile. Raises NotLoggedInError when none is open."""
        return self.app.session.require()


Arguments = Mapping[str, Any]
Handler = Callable[[Context, Any], Any]
F = TypeVar('F', bound=Handler)


@dataclass(frozen=True, slots=True)
class Route:
    method: Method
    path: str  # below /api/1, Flask notation
    handler: Handler
    area: str
    summary: str
    request: type[Schema] | None = None
    response: Shape = None
    login: bool = True
    async_capable: bool = False
    raw: bool = False  # the handler returns a whole Flask response (files, images)
    upload: bool = False  # takes multipart/form-data besides JSON
    embeddable: bool = False  # an image that a page may show by <img>
    aliases: tuple[str, ...] = ()  # further whole paths, outside /api/1

    @property
    def name(self) -> str:
        return f'{self.method} {self.path}'


@dataclass
class RouteTable:
    """Routes of one area. `table.get('/tags', summary=..., response=...)` is a decorator."""

    area: str
    routes: list[Route] = field(default_factory=list)

    def add(self, method: Method, path: str, **options: Any) -> Callable[[F], F]:
        def register(handler: F) -> F:
            self.routes.append(Route(method, path, handler, options.pop('area', self.area), **options))
            return handler
        return register

    def get(self, path: str, **options: Any) -> Callable[[F], F]:
        return self.add('GET', path, **options)

    def put(self, path: str, **options: Any) -> Callable[[F], F]:
        return self.add('PUT', path, **options)

    def post(self, path: str, **options: Any) -> Callable[[F], F]:
        return self.add('POST', path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[F], F]:
        return self.add('PATCH', path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[F], F]:
        return self.add('DELETE', path, **options)
