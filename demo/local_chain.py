"""A real EVM node on loopback with real contracts, for the demo and the tests. Needs `npm ci` in demo/node."""

import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from eth_abi import encode

from rotkehlchen.core.errors import RemoteError
from rotkehlchen.core.ids import EvmAddress, to_checksum_address
from rotkehlchen.net.evm.client import MULTICALL3
from rotkehlchen.net.evm.ens import REGISTRY, compute_namehash, reverse_name
from rotkehlchen.net.http import HttpClient, Limits
from rotkehlchen.net.jsonrpc import JsonRpcClient

NODE_MODULES = Path(__file__).parent / 'node' / 'node_modules'
ANVIL = NODE_MODULES / '@foundry-rs/anvil-linux-amd64/bin/anvil'
WETH9 = 'canonical-weth/build/contracts/WETH9.json'
MINTABLE = '@aave/core-v3/artifacts/contracts/mocks/tokens/MintableERC20.sol/MintableERC20.json'
ENS_REGISTRY = '@ensdomains/ens/build/contracts/ENSRegistry.json'
ENS_RESOLVER = '@ensdomains/resolver/build/contracts/PublicResolver.json'
ENS_REVERSE = '@ensdomains/ens/build/contracts/ReverseRegistrar.json'
ENS_REVERSE_RESOLVER = '@ensdomains/resolver/build/contracts/DefaultReverseResolver.json'
ZERO = '0x' + '00' * 20
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1


def end_with(parent: int) -> None:
    """In the child, before it becomes the node: Linux kills it with `parent`, however that ends."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before we asked
        os._exit(1)


class HttpRpc:
    """The application's own JSON-RPC client for one node, with a count of requests and a place to make it fail."""

    def __init__(self, url: str) -> None:
        self._http = HttpClient(lambda: Limits(connect_seconds=5, read_seconds=20, attempts=1))
        self._client = JsonRpcClient(url, self._http)
        self._refused = 0
        self._counted_from = 0
        self.methods: list[str] = []
        self.before: Callable[[Any], None] = lambda _payload: None  # may raise in place of the node

    @property
    def requests(self) -> int:
        return self._client.request_count + self._refused - self._counted_from

    @requests.setter
    def requests(self, count: int) -> None:
        self._counted_from = self._client.request_count + self._refused - count

    def call(self, method: str, params: list[object]) -> object:
        self._tell({'method': method, 'params': params}, method)
        return self._client.call(method, params)

    def batch(self, calls: Sequence[tuple[str, list[object]]]) -> list[object]:
        self._tell([{'method': method, 'params': params} for method, params in calls], 'batch')
        return self._client.batch(calls)

    def _tell(self, payload: Any, method: str) -> None:
        self.methods.append(method)
        try:
            self.before(payload)
        except RemoteError:
            self._refused += 1
            raise

    def close(self) -> None:
        self._http.close()


class Contract:
    """A deployed contract: writes by the chain's first account, reads by eth_call."""

    def __init__(self, chain: 'LocalChain', address: EvmAddress) -> None:
        self.chain = chain
        self.address = address

    def send(self, signature: str, *values: object, sender: str | None = None, value: int = 0) -> None:
        self.chain.transact(self.address, call_data(signature, *values), sender=sender, value=value)


class LocalChain:
    def __init__(self, chain_id: int = 1, *options: str) -> None:
        assert ANVIL.exists(), 'the local EVM node is missing: run `make setup`, or `npm ci` in demo/node'
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = probe.getsockname()[1]
        self.url = f'http://127.0.0.1:{self.port}'
        parent = os.getpid()
        self._process = subprocess.Popen(
            [ANVIL, '--host', '127.0.0.1', '--port', str(self.port), '--chain-id', str(chain_id), '--silent', '--accounts', '3',
             '--code-size-limit', '100000', *options], stdout=subprocess.DEVNULL, preexec_fn=lambda: end_with(parent),
        )
        self.rpc = HttpRpc(self.url)
        deadline = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(('127.0.0.1', self.port)) == 0:
                    break
            assert self._process.poll() is None, 'anvil died'
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self.accounts = [to_checksum_address(a) for a in self.do('eth_accounts')]
        self.owner = self.accounts[0]

    def do(self, method: str, *params: object) -> Any:
        return self.rpc.call(method, list(params))

    def new_rpc(self) -> HttpRpc:
        return HttpRpc(self.url)

    def close(self) -> None:
        self.rpc.close()
        self._process.terminate()
        self._process.wait()

    def transact(self, to: str | None, data: str = '0x', *, sender: str | None = None, value: int = 0, fails: bool = False) -> dict[str, Any]:
        """The receipt. `fails`: that the transaction is to revert."""
        transaction = {'from': sender or self.owner, 'data': data, 'value': hex(value), 'gas': hex(25_000_000)}
        if to is not None:
            transaction['to'] = to
        if sender is not None:
            self.do('anvil_impersonateAccount', sender)
        transaction_hash = self.do('eth_sendTransaction', transaction)
        deadline = time.monotonic() + 10
        while (receipt := self.do('eth_getTransactionReceipt', transaction_hash)) is None:
            assert time.monotonic() < deadline, 'never mined'
            time.sleep(0.002)
        assert isinstance(receipt, dict)
        assert receipt['status'] == ('0x0' if fails else '0x1'), 'transaction did not revert' if fails else 'transaction reverted'
        return receipt

    def deploy(self, artifact: str, signature: str = '()', *values: object) -> Contract:
        creation = load_bytecode(artifact) + call_data(signature, *values)[10:]
        return Contract(self, to_checksum_address(self.transact(None, creation)['contractAddress']))

    def token(self, name: str, symbol: str, decimals: int) -> Contract:
        return self.deploy(MINTABLE, '(string,string,uint8)', name, symbol, decimals)

    def mint(self, token: Contract, holder: str, amount: int) -> None:
        token.send('mint(address,uint256)', holder, amount)

    def set_code(self, address: str, code: str) -> None:
        self.do('anvil_setCode', address, code)

    def add_multicall3(self) -> None:
        source = (NODE_MODULES / 'viem/constants/contracts.ts').read_text()
        match = re.search(r"multicall3Bytecode =\s*'(0x[0-9a-f]+)'", source)
        assert match
        deployed = self.transact(None, match[1])['contractAddress']
        self.set_code(MULTICALL3, self.do('eth_getCode', deployed, 'latest'))

    def add_ens(self) -> 'LocalEns':
        return LocalEns(self)


class LocalEns:
    """The real registry at its mainnet address, a public resolver and the reverse registrar."""

    def __init__(self, chain: LocalChain) -> None:
        self.chain = chain
        original = chain.deploy(ENS_REGISTRY)
        chain.set_code(REGISTRY, chain.do('eth_getCode', original.address, 'latest'))
        root_slot = '0x' + keccak(bytes(64)).hex()  # records[0x0].owner; records is at slot 0
        chain.do('anvil_setStorageAt', REGISTRY, root_slot, '0x' + encode(['address'], [chain.owner]).hex())
        self.registry = Contract(chain, REGISTRY)
        self.resolver = chain.deploy(ENS_RESOLVER, '(address)', REGISTRY)
        for label in ('eth', 'reverse'):
            self.give('', label, chain.owner)
        reverse_resolver = chain.deploy(ENS_REVERSE_RESOLVER, '(address)', REGISTRY)
        self.registrar = chain.deploy(ENS_REVERSE, '(address,address)', REGISTRY, reverse_resolver.address)
        self.give('reverse', 'addr', self.registrar.address)

    def give(self, parent: str, label: str, owner: str) -> None:
        self.registry.send('setSubnodeOwner(bytes32,bytes32,address)', compute_namehash(parent), keccak(label.encode()), owner)

    def register(self, name: str, address: str) -> None:
        """Make `<label>.eth` point at an address."""
        label, parent = name.split('.', 1)
        self.give(parent, label, self.chain.owner)
        self.registry.send('setResolver(bytes32,address)', compute_namehash(name), self.resolver.address)
        self.resolver.send('setAddr(bytes32,address)', compute_namehash(name), address)

    def set_text(self, name: str, key: str, value: str) -> None:
        self.resolver.send('setText(bytes32,string,string)', compute_namehash(name), key, value)

    def claim(self, address: str, name: str) -> None:
        """Set the reverse record of `address`, by itself, as anyone may to any name."""
        self.chain.do('anvil_setBalance', address, hex(10**18))
        self.registrar.send('setName(string)', name, sender=address)
        assert reverse_name(to_checksum_address(address))


@lru_cache
def load_bytecode(artifact: str) -> str:
    bytecode: str = json.loads((NODE_MODULES / artifact).read_text())['bytecode']
    return bytecode


def keccak(data: bytes) -> bytes:
    from Crypto.Hash import keccak as algorithm
    return bytes(algorithm.new(digest_bits=256, data=data).digest())


def call_data(signature: str, *values: object) -> str:
    types = signature[signature.index('(') + 1:-1]
    arguments = encode(split_types(types), values)
    return '0x' + (keccak(signature.encode())[:4] + bytes(arguments)).hex()


def split_types(types: str) -> list[str]:
    """Types between commas; those of a tuple stay together."""
    found, depth = [''], 0
    for letter in types:
        depth += {'(': 1, ')': -1}.get(letter, 0)
        if letter == ',' and not depth:
            found.append('')
        else:
            found[-1] += letter
    return found if types else []
