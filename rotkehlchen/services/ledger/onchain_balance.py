"""What an address held on a chain at a past time, asked of a node that keeps old states (an archive node).

The block of a time is the newest one that is not later. Most public nodes keep the states of the last blocks only; what they answer then is
an error of theirs, which is passed on with that said.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from rotkehlchen.contracts.chain import ChainInfo
from rotkehlchen.core.errors import BadResponseError, InputError
from rotkehlchen.core.ids import EvmAddress
from rotkehlchen.core.money import ZERO, from_base_units
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.core.time import TimestampS
from rotkehlchen.net.evm import abi
from rotkehlchen.net.evm.abi import AbiError
from rotkehlchen.net.evm.block_time import find_block_at
from rotkehlchen.net.evm.rpc import parse_data, parse_quantity
from rotkehlchen.net.jsonrpc import RpcError
from rotkehlchen.services.evm_chain import EvmChain, EvmChains
from rotkehlchen.services.lookup import AssetLookup


class OnchainBalanceService:
    """`load_chains`: shipped ones and the user's own."""

    def __init__(self, chains: EvmChains, load_chains: Callable[[], Sequence[ChainInfo]], assets: AssetLookup) -> None:
        self._chains = chains
        self._load_chains = load_chains
        self._assets = assets

    def find(self, evm_chain: str, address: EvmAddress, asset: str, time: TimestampS, job: Job | None = None) -> Decimal:
        """Amount of an asset at a time. Raises InputError, and RemoteError where no node can say."""
        job = job or QuietJob()
        chain = self._find_chain(evm_chain)
        token = None if asset == chain.native_asset else self._find_token(chain, asset)
        block = self._find_block(chain, time, job)
        job.check()
        if token is None:
            return from_base_units(parse_quantity(self._ask(chain, 'eth_getBalance', [address, hex(block)], block)), chain.native_decimals)
        contract, decimals = token
        call = {'to': contract, 'data': '0x' + abi.encode_balance_of(address).hex()}  # by itself: an old block may have no multicall
        data = parse_data(self._ask(chain, 'eth_call', [call, hex(block)], block))
        if not data:
            return ZERO  # the contract was not there yet, so nobody held anything of it
        try:
            return from_base_units(abi.decode_uint(data), decimals)
        except AbiError as error:
            raise BadResponseError('The contract answered something that is not an amount.') from error

    def _ask(self, chain: EvmChain, method: str, params: list[object], block: int) -> object:
        try:
            return chain.client.rpc.call(method, params)
        except RpcError as error:
            if error.refusal != 'missing_state':
                raise
            raise BadResponseError(
                f'The node does not know the state at block {block}: that takes an archive node.', source=error.source, code='archive_node_needed') from error

    def _find_chain(self, word: str) -> EvmChain:
        wanted = word.strip().lower().replace(' ', '_')
        known = next((chain for chain in self._load_chains() if wanted in (chain.evm_chain_name, chain.id)), None)
        found = None if known is None else self._chains.find(known.id)
        if found is None:
            raise InputError(f'evm_chain: there is no EVM chain {word}', field='evm_chain')
        return found

    def _find_token(self, chain: EvmChain, asset: str) -> tuple[str, int]:
        """(contract, decimals) of a token of the chain."""
        known, prefix = self._assets.find(asset), f'eip155:{chain.chain_id}/erc20:'
        decimals = getattr(known, 'decimals', None)
        if known is None or not asset.startswith(prefix):
            raise InputError(f'asset: {asset} is not a known asset of this chain', field='asset')
        if decimals is None:
            raise InputError(f'asset: it is not known how many decimals {asset} has', field='asset')
        return asset.removeprefix(prefix), int(decimals)

    def _find_block(self, chain: EvmChain, time: TimestampS, job: Job) -> int:
        def read_time(number: int) -> TimestampS:
            job.check()
            return chain.client.block_timestamp(number)

        newest = chain.client.block_number()
        after = find_block_at(read_time, newest, time + 1)
        if after == 0:
            raise InputError('timestamp: the chain did not exist yet', field='timestamp')
        return after - 1
