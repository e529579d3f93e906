"""The envelope of every answer: `{"result": ..., "message": ""}`, and `error` beside it on failure.

The status codes of errors are decided here, once, by the branch of the error tree.
"""

from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from decimal import Decimal
from typing import Any, Final

import orjson
from marshmallow import ValidationError

from rotkehlchen.core import errors
from rotkehlchen.core.money import to_text
from rotkehlchen.services.task import Outcome

STATUS_OF_CODE: Final = {
    'too_many_attempts': 429, 'token_required': 401, 'too_large': 413, 'wrong_content_type': 415, 'method_not_allowed': 405,
}
STATUS_OF_ERROR: Final[tuple[tuple[type[errors.AppError], int], ...]] = (
    (errors.InputError, 400),
    (errors.NotFoundError, 404),
    (errors.ConflictError, 409),
    (errors.AuthError, 401),
    (errors.CancelledError, 499),
    (errors.RateLimitedError, 503),
    (errors.RemoteError, 502),
    (errors.DiskFullError, 507),
    (errors.NewerSchemaError, 409),
    (errors.CorruptError, 409),
    (errors.StorageError, 500),
)


def encode(payload: object) -> bytes:
    """JSON bytes. Decimals are written as exact text, dataclasses as objects."""
    return orjson.dumps(payload, default=_encode_other, option=orjson.OPT_PASSTHROUGH_DATACLASS)


def _encode_other(value: object) -> object:
    if isinstance(value, Decimal):
        return to_text(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f'{type(value).__name__} has no JSON form')


def status_of(error: errors.AppError) -> int:
    if (status := STATUS_OF_CODE.get(error.error_code)) is not None:
        return status
    return next((status for kind, status in STATUS_OF_ERROR if isinstance(error, kind)), 409)


def outcome_of_error(error: errors.AppError) -> Outcome:
    described = {'code': error.error_code, 'params': dict(error.params), 'retry': error.retry}
    return Outcome(None, _named(error), status_of(error), described)


def _named(error: errors.AppError) -> str:
    """The sentence, with the field that it is about before it where it names neither that nor a place in a file."""
    field = error.params.get('field')
    is_named = not field or str(field) in error.message or 'problems' in error.params
    return error.message if is_named else f'{field}: {error.message}'


def outcome_of(call: Callable[[], Any]) -> Outcome:
    """Run `call` and turn what it returns or raises (of our own errors) into an outcome. Other exceptions pass."""
    try:
        result = call()
    except errors.AppError as error:
        return outcome_of_error(error)
    except ValidationError as error:
        return outcome_of_error(input_error(error))
    return result if isinstance(result, Outcome) else Outcome(result)


def envelope(outcome: Outcome) -> dict[str, Any]:
    body: dict[str, Any] = {'result': outcome.result, 'message': outcome.message}
    if outcome.error is not None:
        body['error'] = outcome.error
    return body


def input_error(error: ValidationError) -> errors.InputError:
    """The first problem that a schema found, with its dotted path, and all of them in `params.problems`."""
    problems = dict(flatten(error.messages))
    path, sentence = next(iter(problems.items()))
    return errors.InputError(f'{path}: {sentence}' if path else sentence, field=path, problems=problems)


def flatten(messages: Any, path: str = '') -> list[tuple[str, str]]:
    """[(dotted path, sentence)] of marshmallow's nested messages, in the order of the input."""
    if isinstance(messages, dict):
        found: list[tuple[str, str]] = []
        for key, inner in messages.items():
            step = '' if key == '_schema' else str(key)
            found += flatten(inner, f'{path}.{step}' if path and step else path or step)
        return found
    if isinstance(messages, list):
        return [(path, ' '.join(str(item) for item in messages))]
    return [(path, str(messages))]
