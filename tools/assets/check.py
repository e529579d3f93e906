"""What must hold before anything is written. Each check names what broke it."""

from collections.abc import Iterable
from typing import Any

from rotkehlchen.core.ids import find_evm_token, parse_asset_id, to_checksum_address
from tools.assets.model import MAX_NAME_LENGTH, MAX_SYMBOL_LENGTH, Asset, Collection, is_clean_text

TYPES = {'fiat', 'own chain', 'evm token', 'solana token', 'other', 'neo token', 'ontology token', 'vechain token', 'omni token',
         'counterparty token', 'ardor token', 'nxt token'}  # fmt: skip
TOTAL_LIMIT_BYTES = 6_000_000


def check_assets(assets: Iterable[Asset], icons: dict[str, bytes]) -> list[str]:
    problems: list[str] = []
    seen: set[str] = set()
    for asset in assets:
        if asset.identifier.lower() in seen:
            problems.append(f'{asset.identifier}: identifier twice')
        seen.add(asset.identifier.lower())
        problems += [f'{asset.identifier}: {what}' for what in asset_problems(asset, icons)]
    return problems


def asset_problems(asset: Asset, icons: dict[str, bytes]) -> list[str]:
    found = []
    if parse_asset_id(asset.identifier) != asset.identifier:
        found.append('identifier is not in its canonical form')
    token = find_evm_token(asset.identifier)
    if token is not None and to_checksum_address(token[2]) not in asset.identifier:
        found.append('wrong checksum')
    if (token is not None) != (asset.type == 'evm token') or asset.type not in TYPES:
        found.append(f'type {asset.type} does not fit')
    if asset.decimals is not None and not 0 <= asset.decimals <= (77 if token else 36):
        found.append(f'decimals {asset.decimals}')
    if asset.decimals is None and asset.type in ('evm token', 'solana token'):
        found.append('a token without decimals')
    if not is_clean_text(asset.symbol, MAX_SYMBOL_LENGTH) or not is_clean_text(asset.name, MAX_NAME_LENGTH):
        found.append('symbol or name is empty, too long or holds characters that do not print')
    if asset.icon is not None and asset.icon not in icons:
        found.append(f'icon {asset.icon} does not exist')
    return found


def check_collections(collections: list[Collection], assets: dict[str, Asset]) -> list[str]:
    problems = [f'collection {one.id} twice' for one in collections if sum(other.id == one.id for other in collections) > 1]
    known = {one.id for one in collections}
    for one in collections:
        if one.main not in assets or assets[one.main].collection != one.id:
            problems.append(f'collection {one.id}: main asset {one.main} is not its member')
    problems += [f'{asset.identifier}: no collection {asset.collection}' for asset in assets.values()
                 if asset.collection is not None and asset.collection not in known]  # fmt: skip
    return problems


def check_chains(chains: list[dict[str, Any]], assets: dict[str, Asset]) -> list[str]:
    unknown = [line for line in chains if line.get('native', 'ETH') not in assets]
    problems = [f'chain {line["chain_id"]}: native {line["native"]} is no asset' for line in unknown]
    for line in chains:
        native = assets.get(line.get('native', ''))
        if native is not None and line['native_symbol'].upper() != native.symbol:
            problems.append(f'chain {line["chain_id"]}: its coin is {line["native_symbol"]}, not {native.identifier}')
        if native is not None and line['native_decimals'] != native.decimals and native.decimals is not None:
            if line['native_decimals'] == 18 and native.symbol in NON_EVM_DECIMALS:
                continue
            problems.append(f'chain {line["chain_id"]}: {line["native_decimals"]} decimals, {native.identifier} has {native.decimals}')
    return problems


# Coins that count in 18 decimals on their EVM side and otherwise elsewhere; an EVM chain's balance is read with the chain's own figure.
NON_EVM_DECIMALS = {'KAVA', 'IOTA', 'SYS'}
