"""The error tree. One base, and under it one branch for each answer to "whose fault, and what now?".

    AppError                      code, params, retry
    +-- InputError                the caller's value is wrong; `field` names it           (HTTP 400)
    |   +-- AmountError           not a plain finite decimal number
    |   +-- IdentifierError       not an address, asset or chain that can exist
    +-- NotFoundError             the thing asked for does not exist                      (HTTP 404)
    +-- ConflictError             the state does not allow it: duplicate, in use          (HTTP 409)
    +-- AuthError                 wrong password, token or recovery key                   (HTTP 401)
    |   +-- NotLoggedInError      no profile is open                                      (HTTP 401)
    |   +-- TooManyAttemptsError  too many wrong secrets: wait `retry_after_seconds`      (HTTP 429)
    +-- CancelledError            the task was cancelled by the user                      (HTTP 499)
    +-- RemoteError               another machine did not do its part                     (HTTP 502)
    |   +-- UnavailableError      unreachable or 5xx: retry later, try the next source
    |   +-- RateLimitedError      429: `retry_after_seconds`
    |   +-- AuthRejectedError     401/403 from the remote: never retry with this key
    |   +-- BadResponseError      it answered, but not what its contract says: next source
    +-- StorageError              the disk or the database failed                         (HTTP 500/507)
        +-- DiskFullError
        +-- CorruptError          damaged or tampered file
        +-- NewerSchemaError      written by a newer version of the application

`code` is stable and for programs, `params` fill the sentence for people, `retry` says what a program may do:
'never', 'later' or 'next_source'. A user's wrong rows in a file are values (`core.issue.Issue`), not exceptions.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

Retry = Literal['never', 'later', 'next_source']


class AppError(Exception):
    """Base of all expected failures. `str(error)` is a sentence for a person and never holds a secret."""

    code: ClassVar[str] = 'app_error'
    retry: ClassVar[Retry] = 'never'

    def __init__(self, message: str, /, *, code: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.error_code = code or self.code
        self.params: Mapping[str, object] = params


class InputError(AppError):
    """A value from outside is wrong. `field` is its dotted path in the request, '' if there is none."""

    code = 'invalid_input'

    def __init__(self, message: str, /, *, field: str = '', code: str | None = None, **params: object) -> None:
        super().__init__(message, code=code, field=field, **params)
        self.field = field


class AmountError(InputError):
    code = 'invalid_amount'


class IdentifierError(InputError):
    code = 'invalid_identifier'


class NotFoundError(AppError):
    code = 'not_found'


class ConflictError(AppError):
    code = 'conflict'


class AuthError(AppError):
    code = 'auth_failed'


class NotLoggedInError(AuthError):
    code = 'not_logged_in'


class TooManyAttemptsError(AuthError):
    """The secret was not looked at, so that this says nothing about it."""

    code = 'too_many_attempts'
    retry: ClassVar[Retry] = 'later'

    def __init__(self, message: str, /, *, retry_after_seconds: int) -> None:
        super().__init__(message, retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


class CancelledError(AppError):
    code = 'cancelled'


class RemoteError(AppError):
    """Base of the four ways in which another machine fails. `source` names it."""

    code = 'remote_error'
    retry: ClassVar[Retry] = 'later'

    def __init__(self, message: str, /, *, source: str = '', code: str | None = None, **params: object) -> None:
        super().__init__(message, code=code, source=source, **params)
        self.source = source


class UnavailableError(RemoteError):
    code = 'remote_unavailable'
    retry: ClassVar[Retry] = 'later'


class RateLimitedError(RemoteError):
    code = 'remote_rate_limited'
    retry: ClassVar[Retry] = 'later'

    def __init__(self, message: str, /, *, source: str = '', retry_after_seconds: float | None = None) -> None:
        super().__init__(message, source=source, retry_after_seconds=retry_after_seconds)
        self.retry_after_seconds = retry_after_seconds


class AuthRejectedError(RemoteError):
    code = 'remote_auth_rejected'
    retry: ClassVar[Retry] = 'never'


class BadResponseError(RemoteError):
    code = 'remote_bad_response'
    retry: ClassVar[Retry] = 'next_source'


class StorageError(AppError):
    code = 'storage_error'


class DiskFullError(StorageError):
    code = 'disk_full'
    retry: ClassVar[Retry] = 'later'


class CorruptError(StorageError):
    code = 'corrupt'


class NewerSchemaError(StorageError):
    code = 'newer_schema'
