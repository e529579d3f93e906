"""What a chain must be: a folder of data, `manifest.toml` with a table `[chain]` and `logo.svg`. EVM chains need no code.

    capabilities = ["balances", "tokens", "ens"]
    [chain]
    type = "evm"
    position = 10                        # order in lists, lower first
    chain_id = 1                         # EIP-155
    evm_name = "ethereum"                # its word where the API means EVM chains by name
    native_asset = "ETH"
    native_decimals = 18
    multicall3 = "0x..."                 # left out where there is none; checksummed
    wrapped_native = "0x..."             # left out where there is none; checksummed
    explorer = "https://etherscan.io"
    gas_fee = "ethereum"                 # how a transaction's fee is found, see `GasFee`
    [[chain.nodes]]                      # public nodes that a new profile starts with; weights sum to 100
    name = "..."
    endpoint = "https://..."
    weight = 50
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, cast, get_args

from rotkehlchen.contracts.manifest import Manifest, Table
from rotkehlchen.core.errors import IdentifierError
from rotkehlchen.core.ids import AssetId, EvmAddress, parse_asset_id, parse_evm_address

# How a receipt says what a transaction cost. 'ethereum': gasUsed x effectiveGasPrice. 'op_stack' and 'scroll': that and its l1Fee (and, on
# newer op_stack chains, an operator fee). 'arbitrum': as 'ethereum', gasUsed holds the share of the parent chain. 'zksync': as 'ethereum',
# refunds are transfers in the logs. 'celo': as 'ethereum', but in the token that feeCurrency names.
GasFee = Literal['ethereum', 'op_stack', 'arbitrum', 'zksync', 'scroll', 'celo']
ChainType = Literal['evm']

MAX_CHAIN_ID: Final = 2**53 - 1
_NODE_KEYS: Final = {'name', 'endpoint', 'weight'}
_KEYS: Final = {
    'type', 'position', 'chain_id', 'evm_name', 'native_asset', 'native_decimals', 'multicall3', 'wrapped_native', 'explorer',
    'gas_fee', 'nodes',
}
_EVM_NAME: Final = re.compile(r'[a-z][a-z0-9_]*')


@dataclass(frozen=True, slots=True)
class DefaultNode:
    """A public node. `weight` in percent."""

    name: str
    endpoint: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class ChainInfo:
    """One chain, shipped or added by the user. `id` is its word in API paths ('eth'); `chain_id` its EIP-155 number."""

    id: str
    name: str
    type: ChainType
    position: int
    chain_id: int
    evm_chain_name: str
    native_asset: AssetId
    native_decimals: int
    multicall3: EvmAddress | None
    wrapped_native: EvmAddress | None
    explorer_url: str | None
    gas_fee: GasFee
    has_ens: bool
    nodes: tuple[DefaultNode, ...]
    is_user_added: bool = False

    @property
    def image(self) -> str:
        """File name of its picture, as the API's clients ask for it."""
        return f'{self.id}.svg'


def parse_chain(manifest: Manifest) -> ChainInfo:
    """The facts of a chain's manifest. Raises ManifestError."""
    table = Table(manifest.file, 'chain.', manifest.details)
    table.refuse_others(_KEYS)
    return ChainInfo(
        id=manifest.id,
        name=manifest.name,
        type=cast(ChainType, _choice(table, 'type', get_args(ChainType))),
        position=table.number('position', 0, 1_000_000),
        chain_id=table.number('chain_id', 1, MAX_CHAIN_ID),
        evm_chain_name=table.text('evm_name', _EVM_NAME),
        native_asset=cast(AssetId, _identifier(table, 'native_asset', parse_asset_id)),
        native_decimals=table.number('native_decimals', 0, 36),
        multicall3=_find_address(table, 'multicall3'),
        wrapped_native=_find_address(table, 'wrapped_native'),
        explorer_url=table.url('explorer', default='') or None,
        gas_fee=cast(GasFee, _choice(table, 'gas_fee', get_args(GasFee))),
        has_ens=manifest.can('ens'),
        nodes=_parse_nodes(table),
    )


def _parse_nodes(table: Table) -> tuple[DefaultNode, ...]:
    nodes = tuple(
        DefaultNode(one.text('name'), one.url('endpoint'), Decimal(one.number('weight', 0, 100)))
        for one in table.tables('nodes', _NODE_KEYS)
    )
    if nodes and sum(node.weight for node in nodes) != 100:
        raise table.error('nodes', 'the weights must sum to 100')
    if len({node.endpoint.rstrip('/') for node in nodes}) != len(nodes):
        raise table.error('nodes', 'two have the same endpoint')
    return nodes


def _choice(table: Table, key: str, choices: tuple[str, ...]) -> str:
    value = table.text(key)
    if value not in choices:
        raise table.error(key, f'must be one of {", ".join(choices)}')
    return value


def _find_address(table: Table, key: str) -> EvmAddress | None:
    if key not in table.raw:
        return None
    address = cast(EvmAddress, _identifier(table, key, parse_evm_address))
    if address != table.raw[key]:
        raise table.error(key, f'must be written with its checksum: {address}')
    return address


def _identifier(table: Table, key: str, parse: Callable[[str], str]) -> str:
    try:
        return parse(table.text(key))
    except IdentifierError as error:
        raise table.error(key, error.message) from error
