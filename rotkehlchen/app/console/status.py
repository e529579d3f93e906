"""Exit statuses, the same for every word of the command line and for the server. docs/command-line.md explains them."""

from typing import Final

from rotkehlchen.core import errors

DONE: Final = 0
FAILED: Final = 1
WRONG_INPUT: Final = 2
PORT_IN_USE: Final = 3  # of the server alone
NO_STORAGE: Final = 4
FORCED: Final = 5  # of the server alone
IN_USE: Final = 6
REFUSED: Final = 7
NOT_FOUND: Final = 8
REMOTE: Final = 9
INCOMPLETE: Final = 10
CANCELLED: Final = 130  # as shells say of what Ctrl+C ended

PROFILE_IN_USE: Final = 'profile_in_use'
_OF_ERROR: Final[tuple[tuple[type[errors.AppError], int], ...]] = (
    (errors.InputError, WRONG_INPUT), (errors.NotFoundError, NOT_FOUND), (errors.AuthError, REFUSED), (errors.CancelledError, CANCELLED),
    (errors.RemoteError, REMOTE), (errors.StorageError, NO_STORAGE),
)


def status_of(error: errors.AppError) -> int:
    if error.error_code == PROFILE_IN_USE:
        return IN_USE
    return next((status for kind, status in _OF_ERROR if isinstance(error, kind)), FAILED)
