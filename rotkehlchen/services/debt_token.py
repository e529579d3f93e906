"""Tokens that stand for what is owed. Aave, and the lending markets that are built from it, give one to whoever borrows: holding it is a debt.

Source (read 2026-11-26): aave.com/docs, "Debt tokens".
"""

import re
from collections.abc import Collection, Mapping
from typing import Final, Protocol

from rotkehlchen.storage.global_db.asset_row import Asset

_SYMBOL: Final = re.compile(r'(variableDebt|stableDebt)\w+')
_NAME: Final = re.compile(r'\bdebt\b', re.IGNORECASE)


def is_debt(name: str, symbol: str) -> bool:
    """Name and symbol as the asset table has them."""
    return bool(_SYMBOL.fullmatch(symbol) and _NAME.search(name))


class AssetList(Protocol):
    def load_many(self, identifiers: Collection[str]) -> Mapping[str, Asset]: ...


def find_debts(assets: AssetList, identifiers: Collection[str]) -> set[str]:
    """Those of the identifiers that are debts."""
    return {identifier for identifier, asset in assets.load_many(identifiers).items() if is_debt(asset.name, asset.symbol)}
