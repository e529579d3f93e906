"""Facts of the shipped chains, against the established vocabulary and against our own asset data."""

import json
from pathlib import Path

import pytest

from rotkehlchen.contracts.chain import ChainInfo, parse_chain
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.wrapped_native import find_wrapped_native
from rotkehlchen.data import find_known_chain, load_assets
from rotkehlchen.net.address import parse_endpoint

CHAINS = [parse_chain(manifest) for manifest in Registry().manifests('chain')]
BY_ID = {chain.id: chain for chain in CHAINS}
VOCABULARY = Path(__file__).parents[4] / 'shared' / 'reference' / 'vocabulary.json'
ids = [chain.id for chain in CHAINS]


def test_chains_of_version_1_are_there() -> None:
    assert set(ids) >= {
        'eth', 'optimism', 'base', 'arbitrum_one', 'polygon_pos', 'gnosis', 'scroll', 'binance_sc', 'avax', 'linea', 'zksync_era', 'blast',
        'mantle', 'celo', 'sonic', 'unichain', 'monad', 'hyperliquid', 'ink',
    }


@pytest.mark.skipif(not VOCABULARY.exists(), reason='the reference vocabulary is not beside the project')
def test_words_and_numbers_are_those_of_the_established_vocabulary() -> None:
    vocabulary = json.loads(VOCABULARY.read_text())
    for row in vocabulary['chains']:
        if row['type'] == 'evm':
            assert BY_ID[row['id']].name == row['name']
    numbers = {number: name for name, number in vocabulary['evm_chain_ids'].items()}
    for chain in CHAINS:
        if chain.chain_id in numbers:
            assert chain.evm_chain_name == numbers[chain.chain_id]


@pytest.mark.parametrize('chain', CHAINS, ids=ids)
def test_nodes_are_public_and_encrypted(chain: ChainInfo) -> None:
    assert chain.nodes, 'a new user needs at least one node'
    for node in chain.nodes:
        assert parse_endpoint(node.endpoint).startswith('https://')
        assert len(node.endpoint) < 80, "a long address holds somebody's key"


def test_coins_and_wrapped_coins_are_in_the_asset_data() -> None:
    known = {asset.identifier: asset for asset in load_assets()}
    for chain in CHAINS:
        coin = known[chain.native_asset]
        assert coin.decimals == chain.native_decimals
        if chain.wrapped_native is not None:
            assert f'eip155:{chain.chain_id}/erc20:{chain.wrapped_native}' in known


@pytest.mark.parametrize('chain', CHAINS, ids=ids)
def test_facts_agree_with_the_list_of_known_chains(chain: ChainInfo) -> None:
    known = find_known_chain(chain.chain_id)
    if known is not None and not known.is_testnet and known.native_asset is not None:
        assert known.native_asset == chain.native_asset
        assert known.native_decimals == chain.native_decimals
    wrapped = find_wrapped_native(chain.chain_id)
    if wrapped is not None:
        assert wrapped == (chain.wrapped_native, chain.native_asset)


def test_only_zksync_has_another_multicall() -> None:
    assert [chain.id for chain in CHAINS if chain.multicall3 != '0xcA11bde05977b3631167028862bE2a173976CA11'] == ['zksync_era']
