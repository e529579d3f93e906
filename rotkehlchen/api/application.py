"""Routes to a Flask application: validation, tasks, envelope, and the checks of `guard` before all of it."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NoReturn

from flask import Flask, Response, request
from marshmallow import Schema, ValidationError
from werkzeug.datastructures import FileStorage, LanguageAccept, MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header
from werkzeug.routing import Rule

from rotkehlchen.api import guard
from rotkehlchen.api.envelope import encode, envelope, outcome_of
from rotkehlchen.api.route import Context, Route
from rotkehlchen.core import errors
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.services.container import AppServices
from rotkehlchen.services.event_text import ENGLISH, languages
from rotkehlchen.services.task import Outcome

log = logging.getLogger(__name__)

PREFIX: Final = '/api/1'
MAX_JSON_BYTES: Final = 16 * 1024 * 1024
_SURROGATE: Final = re.compile(rb'\\u[dD][89a-fA-F]')
RouteObserver = Callable[[Route, Outcome], None]


class LateRule(Rule):
    """Compiles the functions that make URLs of a rule when one is asked for. Nothing here does, and for all rules that was a tenth of the start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compile_now = super()._compile_builder

        def build(rule: 'LateRule', **values: Any) -> tuple[str, str]:
            made: tuple[str, str] = compile_now(append_unknown)(rule, **values)
            return made
        return build


def create_application(
        services: AppServices,
        routes: Iterable[Route],
        policy: guard.Policy,
        observe: RouteObserver | None = None,
) -> Flask:
    """The WSGI application of the API. `observe` sees each outcome (tests check it against the route's schema)."""
    flask_app = Flask('rotkehlchen', static_folder=None)
    flask_app.url_rule_class = LateRule
    flask_app.url_map.strict_slashes = False
    flask_app.url_map.merge_slashes = False  # a doubled slash is an unknown path, not a redirect, which is no envelope
    flask_app.config['MAX_FORM_MEMORY_SIZE'] = MAX_JSON_BYTES
    for route in routes:
        view = _view(route, services, policy, observe)
        for number, path in enumerate((PREFIX + route.path, *route.aliases)):
            flask_app.add_url_rule(path, f'{route.name} {number}', view, methods=_methods(route), provide_automatic_options=False)
    flask_app.register_error_handler(HTTPException, _answer_http_error)
    flask_app.register_error_handler(Exception, _answer_bug)  # boundary of a request

    @flask_app.before_request
    def refuse_or_preflight() -> Response | None:
        if (refusal := guard.check_transport(policy, request.environ)) is not None:
            return refuse(refusal)
        if request.method == 'OPTIONS':
            return _preflight(policy)
        if request.url_rule is None:
            return _refuse_unknown(policy)
        return None

    @flask_app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in guard.response_headers(policy, request.environ):
            response.headers.setdefault(name, value)
        return response

    return flask_app


def refuse(refusal: guard.Refusal) -> Response:
    outcome = Outcome(None, refusal.message, refusal.status, {'code': refusal.code, 'params': {}, 'retry': 'never'})
    response = _respond(outcome)
    if refusal.delay_seconds:
        response.headers['X-Delay-Seconds'] = str(refusal.delay_seconds)  # the server waits, and takes the header off
    return response


def _methods(route: Route) -> list[str]:
    return ['GET', 'HEAD'] if route.method == 'GET' else [route.method]


def _preflight(policy: guard.Policy) -> Response:
    origin = request.headers.get('Origin')
    if origin is None or not policy.allows_origin(origin):
        return refuse(guard.Refusal(403, 'wrong_origin', 'Requests from this origin are refused.'))
    return Response(status=204)


def _refuse_unknown(policy: guard.Policy) -> Response | None:
    """An unknown path tells nothing to whoever may not use the API; the rest get Flask's 404 or 405."""
    refusal = guard.check_api(policy, request.environ)
    return None if refusal is None else refuse(refusal)


def _view(route: Route, services: AppServices, policy: guard.Policy, observe: RouteObserver | None) -> Callable[..., Response]:
    schema = route.request() if route.request is not None else None

    def view(**path_values: Any) -> Response:
        refusal = guard.check_api(policy, request.environ, upload=route.upload, embeddable=route.embeddable)
        if refusal is not None:
            return refuse(refusal)
        outcome = outcome_of(lambda: _run(route, schema, services, path_values))
        if isinstance(outcome.result, Response):
            return outcome.result
        if observe is not None:
            observe(route, outcome)
        return _respond(outcome)

    view.__name__ = route.name
    return view


def _run(route: Route, schema: Schema | None, services: AppServices, path_values: dict[str, Any]) -> Any:
    if route.login:
        services.session.require()
    raw = {**read_arguments(), **path_values}
    arguments: dict[str, Any] = schema.load(raw) if schema is not None else path_values
    language = _pick_language(request.headers.get('Accept-Language', ''))
    if not (route.async_capable and _wants_task(raw)):
        return route.handler(Context(services, QuietJob(), language), arguments)

    def work(job: Job) -> Outcome:
        return outcome_of(lambda: route.handler(Context(services, job, language), arguments))

    return {'task_id': services.tasks.start(f'{route.method} {route.path}', work)}


@lru_cache(maxsize=64)
def _pick_language(wishes: str) -> str:
    """The one of our languages that an `Accept-Language` wants most."""
    return parse_accept_header(wishes, LanguageAccept).best_match(languages()) or ENGLISH


def _wants_task(raw: dict[str, Any]) -> bool:
    value = raw.get('async_query', False)
    if value in (True, 'true', 'True', '1'):
        return True
    if value in (False, 'false', 'False', '0', None):
        return False
    raise ValidationError({'async_query': ['must be true or false']})


def read_arguments() -> dict[str, Any]:
    """Query, form and JSON body as one mapping. A GET with a JSON content type and no body is an empty one."""
    arguments: dict[str, Any] = _plain(request.args)
    if request.mimetype == guard.FORM_TYPE:
        return {**arguments, **_plain(request.form), **{name: _kept(item) for name, item in request.files.items() if name}}
    if (request.content_length or 0) > MAX_JSON_BYTES:
        raise errors.InputError('The body is too large.', code='too_large')
    body = request.get_data(cache=False)
    if len(body) > MAX_JSON_BYTES:
        raise errors.InputError('The body is too large.', code='too_large')
    if not body:
        return arguments
    parsed = parse_json(body)
    if not isinstance(parsed, dict):
        raise errors.InputError('The body must be a JSON object.')
    return {**arguments, **parsed}


def _kept(item: FileStorage) -> FileStorage:
    """An upload that outlives its request, as a task needs it."""
    return FileStorage(io.BytesIO(item.stream.read()), item.filename, item.name)


def parse_json(body: bytes) -> Any:
    """JSON with exact numbers: fractions become Decimals. NaN, infinities, deep nesting and half characters are refused."""
    try:
        parsed = json.loads(body, parse_float=_parse_fraction, parse_constant=_refuse_constant)
        if _SURROGATE.search(body):
            json.dumps(parsed, ensure_ascii=False, default=str).encode()  # half a surrogate pair is no text: UnicodeEncodeError
        return parsed
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, json.JSONDecodeError) else 'a value in it is out of range'
        raise errors.InputError(f'The body is not valid JSON: {detail}', code='invalid_json') from None


def _parse_fraction(text: str) -> Decimal:
    if len(text) > 200:
        raise ValueError('a number is too long')
    return Decimal(text)  # JSON's grammar has checked that these are plain ASCII digits


def _refuse_constant(word: str) -> NoReturn:
    raise json.JSONDecodeError(f'{word} is not a number', word, 0)


def _plain(values: 'MultiDict[str, str]') -> dict[str, Any]:
    """Single values as text, repeated ones (and names ending in []) as lists. A part of a form that has no name is nobody's."""
    found: dict[str, Any] = {}
    for name in filter(None, values):
        items = values.getlist(name)
        found[name.removesuffix('[]')] = items if len(items) > 1 or name.endswith('[]') else items[0]
    return found


def _respond(outcome: Outcome) -> Response:
    return Response(encode(envelope(outcome)), outcome.status_code, content_type='application/json')


def _answer_http_error(error: HTTPException) -> Response:
    status = error.code or 500
    code = {404: 'no_such_route', 405: 'method_not_allowed', 413: 'too_large', 400: 'bad_request'}.get(status, 'http_error')
    response = _respond(Outcome(None, error.description or error.name, status, {'code': code, 'params': {}, 'retry': 'never'}))
    if isinstance(error, HTTPException) and getattr(error, 'valid_methods', None):
        response.headers['Allow'] = ', '.join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _answer_bug(error: Exception) -> Response:
    """What a caller sees of a bug: nothing of its inside."""
    log.error('request failed', exc_info=error)
    return _respond(Outcome(None, 'An internal error happened; the log has its details.', 500, {'code': 'internal', 'params': {}, 'retry': 'never'}))
