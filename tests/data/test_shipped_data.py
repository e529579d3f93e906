"""The shipped data as it lies in the package: whole, clean, small."""

import re
import xml.etree.ElementTree as ET
from importlib import resources

import pytest

from rotkehlchen import data
from rotkehlchen.core.ids import find_evm_token, parse_asset_id
from tools.assets.check import TOTAL_LIMIT_BYTES, asset_problems
from tools.assets.icon import sanitise_svg
from tools.assets.model import Asset, Listing, clean_text, is_clean_text
from tools.assets.token import merge_listings

USDC_ADDRESS = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48'  # USDC on Ethereum
NATIVES = {
    'ETH': 18, 'XDAI': 18, 'BNB': 18, 'MON': 18, 'AVAX': 18, 'MNT': 18, 'CELO': 18, 'S': 18, 'HYPE': 18, 'BTC': 8, 'BCH': 8, 'LTC': 8,
    'DOGE': 8, 'ADA': 6, 'SOL': 9, 'DOT': 10, 'KSM': 12, 'XRP': 6, 'XLM': 7, 'XMR': 12, 'ATOM': 6, 'OSMO': 6, 'TIA': 6, 'ETH2': 18,
    'eip155:137/erc20:0x0000000000000000000000000000000000001010': 18,
}  # fmt: skip
TOKENS = {  # decimals as the contracts answer
    'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48': ('USDC', 6),
    'eip155:1/erc20:0xdAC17F958D2ee523a2206206994597C13D831ec7': ('USDT', 6),
    'eip155:56/erc20:0x55d398326f99059fF775485246999027B3197955': ('USDT', 18),
    'eip155:1/erc20:0x6B175474E89094C44Da98b954EedeAC495271d0F': ('DAI', 18),
    'eip155:8453/erc20:0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913': ('USDC', 6),
    'eip155:1/erc20:0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599': ('WBTC', 8),
    'eip155:100/erc20:0x177127622c4A00F3d409B75571e12cB3c8973d3c': ('COW', 18),
}


@pytest.fixture(scope='module')
def assets() -> dict[str, data.ShippedAsset]:
    loaded = list(data.load_assets())
    by_identifier = {asset.identifier: asset for asset in loaded}
    assert len(by_identifier) == len(loaded)
    return by_identifier


def test_assets_native_coins_have_their_decimals(assets: dict[str, data.ShippedAsset]) -> None:
    assert {identifier: assets[identifier].decimals for identifier in NATIVES} == NATIVES


def test_assets_known_tokens_have_symbol_and_decimals(assets: dict[str, data.ShippedAsset]) -> None:
    assert {identifier: (assets[identifier].symbol, assets[identifier].decimals) for identifier in TOKENS} == TOKENS


def test_assets_every_line_is_canonical_and_clean(assets: dict[str, data.ShippedAsset]) -> None:
    for identifier, asset in assets.items():
        assert parse_asset_id(identifier) == identifier
        assert is_clean_text(asset.symbol, 64), identifier
        assert is_clean_text(asset.name, 120), identifier
        assert asset.decimals is None or 0 <= asset.decimals <= 77
        token = find_evm_token(identifier)
        if token is not None:
            assert (asset.type, asset.chain_id, asset.token_kind, asset.address) == ('evm token', *token)


def test_assets_currencies_use_their_code(assets: dict[str, data.ShippedAsset]) -> None:
    fiat = {asset.symbol: asset.identifier for asset in assets.values() if asset.type == 'fiat'}
    assert len(fiat) > 150
    assert {symbol: identifier for symbol, identifier in fiat.items() if symbol != identifier} == {'MNT': 'fiat/MNT', 'SBD': 'fiat/SBD'}
    assert {'USD', 'EUR', 'GBP', 'CHF', 'JPY', 'RON'} <= set(fiat)


def test_assets_icons_exist(assets: dict[str, data.ShippedAsset]) -> None:
    stems = {asset.icon for asset in assets.values() if asset.icon is not None}
    assert len(stems) > 1_000
    assert [stem for stem in stems if data.find_icon(stem) is None] == []


def test_collections_main_asset_is_a_member(assets: dict[str, data.ShippedAsset]) -> None:
    collections = list(data.load_collections())
    assert len({one.identifier for one in collections}) == len(collections)
    for one in collections:
        assert assets[one.main_asset].collection_id == one.identifier
    known = {one.identifier for one in collections}
    assert {asset.collection_id for asset in assets.values()} - {None} == known


def test_collections_members_carry_like_symbols(assets: dict[str, data.ShippedAsset]) -> None:
    """Apart from the hand-checked ones, a collection holds one symbol, and one token a chain."""
    members: dict[int, list[data.ShippedAsset]] = {}
    for asset in assets.values():
        if asset.collection_id is not None and asset.collection_id >= 1_000_000:
            members.setdefault(asset.collection_id, []).append(asset)
    for group in members.values():
        assert len({one.symbol.upper().removesuffix('.E') for one in group}) == 1, group
        assert len({(one.chain_id, one.type) for one in group}) == len(group), group


def test_known_chains_are_usable() -> None:
    chains = list(data.load_known_chains())
    assert [chain.chain_id for chain in chains] == sorted({chain.chain_id for chain in chains})
    base = data.find_known_chain(8453)
    assert base is not None
    assert (base.native_asset, base.native_decimals, base.is_testnet) == ('ETH', 18, False)
    for chain in chains:
        assert all(url.startswith('https://') and '{' not in url for url in chain.rpc_urls)
    assert data.find_known_chain(10**15) is None


@pytest.mark.parametrize('chain_id', [
    1, 10, 56, 100, 130, 137, 143, 146, 324, 999, 5000, 8453, 42161, 42220, 43114, 59144, 81457, 534352,
])  # fmt: skip
def test_known_chains_supported_one_is_whole(assets: dict[str, data.ShippedAsset], chain_id: int) -> None:
    chain = data.find_known_chain(chain_id)
    assert chain is not None
    assert chain.native_asset is not None
    assert assets[chain.native_asset].symbol == chain.native_symbol
    assert not chain.is_testnet
    assert chain.rpc_urls
    assert data.find_icon(f'chain-{chain_id}') is not None


@pytest.mark.parametrize('stem', [
    '', '..', '../__init__', 'usdc.svg', '/etc/passwd', 'usdc\x00', '\uff35\uff33\uff24\uff23', 'no-such-icon', 'a' * 5_000,
])  # fmt: skip
def test_find_icon_of_no_stem_is_none(stem: str) -> None:
    assert data.find_icon(stem) is None


def test_icons_hold_nothing_but_shapes() -> None:
    icons = [file for file in (resources.files('rotkehlchen.data') / 'icons').iterdir() if file.name.endswith('.svg')]
    assert len(icons) > 1_000
    for file in icons:
        content = file.read_bytes()
        assert sanitise_svg(content.decode()) is not None, file.name
        assert not re.search(rb'<script|<foreignObject|<image|\son[a-z]+=|javascript:|href="(?!#)', content, re.IGNORECASE), file.name
        assert ET.fromstring(content).tag == '{http://www.w3.org/2000/svg}svg'


def test_data_stays_small() -> None:
    root = resources.files('rotkehlchen.data')
    size = sum(len(file.read_bytes()) for name in ('assets', 'chains', 'icons') for file in (root / name).iterdir())
    assert size < TOTAL_LIMIT_BYTES


@pytest.mark.parametrize('picture', [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://example.com/a.png"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="https://example.com/a.svg#x"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url(https://example.com)</style></svg>',
    '<html xmlns="http://www.w3.org/1999/xhtml"/>', 'no picture', '',
])  # fmt: skip
def test_sanitise_svg_active_content_is_refused(picture: str) -> None:
    assert sanitise_svg(picture) is None


def test_sanitise_svg_foreign_attributes_are_dropped() -> None:
    start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" onload="x()">'
    made = sanitise_svg(start + '<path d="M0 0" fill="url(https://e.com)" onclick="x()"/></svg>')
    assert made == b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0" /></svg>\n'


def listing(source: str, decimals: int | None, symbol: str = 'USDC', name: str = 'USD Coin') -> Listing:
    return Listing(source, 1, USDC_ADDRESS, symbol, name, decimals)


def test_merge_listings_disagreeing_decimals_takes_the_majority() -> None:
    merged = merge_listings([listing('aave', 6), listing('lifi', 6), listing('ledger', 18, 'USDC.X')])
    assert merged is not None
    assert (merged.decimals, merged.symbol, merged.identifier) == (6, 'USDC', 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48')


@pytest.mark.parametrize('listings', [
    [listing('aave', 6), listing('ledger', 18)], [listing('aave', None)], [listing('aave', -1)], [listing('aave', 255)],
    [listing('aave', 6, symbol='\u200b')], [listing('ledger', 18, 'FREE', 'visit example.com to claim')],
])  # fmt: skip
def test_merge_listings_without_a_safe_answer_leaves_the_token_out(listings: list[Listing]) -> None:
    assert merge_listings(listings) is None


def test_clean_text_direction_and_control_characters_are_removed() -> None:
    assert clean_text('\u202eUSD\u200b \n  Coin\x00') == 'USD Coin'


def test_asset_problems_names_each_fault() -> None:
    bad = Asset('eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', 'own chain', ' name', '', 78, icon='nowhere')
    assert len(asset_problems(bad, {})) == 4
