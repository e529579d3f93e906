"""What an exchange must be: `exchange.py` with `build(context) -> Exchange`.

The keys that it needs are declared as credentials in its manifest. Its `parse_*` functions are pure. 401 and 403 become
AuthRejectedError, 429 RateLimitedError, 5xx and silence UnavailableError, everything unreadable BadResponseError.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Protocol

from rotkehlchen.contracts.page import Page


class Exchange(Protocol):
    """One account at an exchange."""

    id: str

    def check_credentials(self) -> None:
        """Ask something cheap that needs the key. Raises AuthRejectedError for a wrong one, and one that may withdraw."""

    def fetch_balances(self) -> Mapping[str, Decimal]:
        """Amounts by the exchange's own symbols; zero balances left out. Raises RemoteError."""

    def fetch_history(self, capability: str, cursor: str | None) -> Iterator[Page[object]]:
        """Pages of what a capability ('trades', 'movements', ...) names, from a cursor on. Raises RemoteError."""
