"""Tokens whose balances change without a transfer, so that no event can tell of it. A hint for gaps, nothing is computed with it.

Read 2026-11-26 in the documentation of their projects: docs.lido.fi, docs.ampleforth.org, docs.originprotocol.com, docs.mountainprotocol.com,
etherfi.gitbook.io, aave.com/docs, docs.compound.finance.
"""

import re
from typing import Final

from rotkehlchen.services.debt_token import is_debt

CONTRACTS: Final = frozenset(address.lower() for address in (
    '0xae7ab96520DE3A18E5e111B5EaAb095312D7fE84',  # stETH
    '0xD46bA6D942050d489DBd938a2C909A5d5039A161',  # AMPL
    '0x35fA164735182de50811E8e2E824cFb9B6118ac2',  # eETH
    '0x2A8e1E676Ec238d8A992307B495b45B3fEAa5e86',  # OUSD
    '0x856c4Efb76C1D1AE02e20CEB03A2A6a08b0b8dC3',  # OETH
    '0x59D9356E565Ab3A36dD77763Fc0d87fEaf85508C',  # USDM
))
# Interest-bearing tokens of lending markets: 'aEthUSDC' of Aave and Spark, 'cUSDCv3' of Compound.
_MARKET_NAME: Final = re.compile(r'(Aave|Spark)\b.*', re.IGNORECASE)
_MARKET_SYMBOL: Final = re.compile(r'(a[A-Z]|sp[A-Z]).*')
_COMET_SYMBOL: Final = re.compile(r'c[A-Za-z]+v3')


def is_rebasing(asset: str, name: str, symbol: str) -> bool:
    """`asset`: identifier; name and symbol as the asset table has them."""
    if asset.rpartition(':')[2].lower() in CONTRACTS or is_debt(name, symbol):
        return True
    return bool(_COMET_SYMBOL.fullmatch(symbol) or (_MARKET_NAME.fullmatch(name) and _MARKET_SYMBOL.fullmatch(symbol)))
