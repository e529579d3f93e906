"""Assets that are no tokens of a smart contract: native coins, fiat money, the coins of the Cosmos chains.

Identifier rule: the upper-case symbol. Where two want the same one, a currency code wins over a coin, which coins.csv then names
otherwise (`RONIN`, `BITSEND`), but for COINS_BEFORE_FIAT; a coin of coins.csv wins over one of a Cosmos chain, which is written
`cosmos/<chain>/<symbol>`.
"""

from typing import Any

from tools.assets.model import Asset, clean_text
from tools.assets.source import POLYGON_NATIVE, Sources, read_table

# ISO 4217 entries that nobody holds as money: bond market and settlement units, testing codes, indexed and inner-state units.
# Gold and the other metals stand in coins.csv.
NO_MONEY = {'XTS', 'XXX', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XSU', 'XUA', 'BOV', 'CHE', 'CHW', 'CLF', 'COU', 'MXV', 'USN',
            'UYI', 'UYW', 'XAU', 'XAG', 'XPT', 'XPD', 'CUC', 'HRK', 'SLL', 'ANG'}  # fmt: skip
CURRENT_ADDED = {'XCG': ('Caribbean Guilder', 2)}  # took the place of ANG in 2025 (ISO 4217 amendment 176)
# Symbols that people who hold coins mean as the coin: Mantle, not the Mongolian tugrik; Steem Dollars, not the Solomon Islands dollar.
COINS_BEFORE_FIAT = {'MNT', 'SBD'}
FIAT_NAMES = {'USD': 'United States Dollar', 'EUR': 'Euro', 'GBP': 'British Pound', 'JPY': 'Japanese Yen', 'CNY': 'Chinese Yuan',
              'CHF': 'Swiss Franc', 'CAD': 'Canadian Dollar', 'AUD': 'Australian Dollar', 'KRW': 'South Korean Won',
              'TRY': 'Turkish Lira', 'PLN': 'Polish Zloty', 'BRL': 'Brazilian Real', 'ZAR': 'South African Rand',
              'THB': 'Thai Baht', 'ILS': 'Israeli New Shekel', 'IDR': 'Indonesian Rupiah', 'MYR': 'Malaysian Ringgit',
              'NGN': 'Nigerian Naira', 'UAH': 'Ukrainian Hryvnia', 'HUF': 'Hungarian Forint', 'KZT': 'Kazakhstani Tenge',
              'VND': 'Vietnamese Dong', 'PEN': 'Peruvian Sol', 'RON': 'Romanian Leu', 'GEL': 'Georgian Lari',
              'BGN': 'Bulgarian Lev', 'MNT': 'Mongolian Tugrik', 'PHP': 'Philippine Peso'}  # fmt: skip


def build_coins() -> list[Asset]:
    """The native coins and the like of coins.csv, and Polygon's coin, whose identifier is its predeployed contract."""
    coins = [
        Asset(row['identifier'], row['type'], row['name'], row['symbol'] or row['identifier'], find_int(row['decimals']),
              row['coingecko'] or None, find_int(row['started']), row['forked'] or None)
        for row in read_table('coins.csv')
    ]  # fmt: skip
    polygon = f'eip155:137/erc20:{POLYGON_NATIVE}'
    coins.append(Asset(polygon, 'evm token', 'Polygon Ecosystem Token', 'POL', 18, 'polygon-ecosystem-token'))
    return coins


def find_int(text: str) -> int | None:
    return int(text) if text else None


def build_fiat(sources: Sources, taken: set[str]) -> list[Asset]:
    """Current ISO 4217 money. Raises LookupError where a coin took a code that it may not take."""
    found = {row['code']: (row['currency'], row['digits']) for row in sources.javascript['fiat'] if row['code'] not in NO_MONEY}
    found |= CURRENT_ADDED
    if clash := (set(found) & taken) - COINS_BEFORE_FIAT:
        raise LookupError(f'coins.csv uses the currency codes {sorted(clash)} as identifiers')
    return [
        Asset(f'fiat/{code}' if code in taken else code, 'fiat', FIAT_NAMES.get(code) or clean_text(name), code, int(digits))
        for code, (name, digits) in found.items()
    ]


def build_cosmos(sources: Sources, taken: set[str], known_coingecko: set[str]) -> list[Asset]:
    """The staking coin of each living Cosmos chain that has a CoinGecko id and is not in coins.csv."""
    found = []
    for chain in sources.javascript['cosmos']:
        coin = find_native(chain)
        if coin is None or not coin.get('coingeckoId') or coin['coingeckoId'] in known_coingecko:
            continue
        symbol = clean_text(coin['symbol'])
        identifier = symbol if symbol.upper() not in taken else f'cosmos/{chain["chain"]}/{symbol}'
        taken.add(symbol.upper())
        known_coingecko.add(coin['coingeckoId'])
        found.append(Asset(identifier, 'own chain', clean_text(coin['name']), symbol, display_exponent(coin), coin['coingeckoId']))
    return found


def find_native(chain: dict[str, Any]) -> dict[str, Any] | None:
    """None where the coin came over from another chain, or the chain has stopped."""
    if chain['status'] != 'live':
        return None
    denom = chain['staking']
    if denom is None or denom.startswith(('ibc/', 'factory/', 'erc20')):
        return None
    coin: dict[str, Any] | None = next((asset for asset in chain['assets'] if asset['base'] == denom), None)
    return coin if coin and clean_text(coin['symbol']) and coin['symbol'].isascii() else None


def display_exponent(coin: dict[str, Any]) -> int | None:
    exponents = {unit['denom']: int(unit['exponent']) for unit in coin['denomUnits']}
    found = exponents.get(coin['display'])
    return found if found is not None and found <= 36 else None
