"""A local chain with a wrapped coin, dollars, Uniswap v2 and v3 and a Chainlink-like feed, for tests of on-chain oracles."""

import json
import subprocess
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from eth_abi import decode

from demo.local_chain import NODE_MODULES, WETH9, Contract, LocalChain, call_data, load_bytecode
from rotkehlchen.contracts.pool_price import PoolChain, Token
from rotkehlchen.core.ids import to_checksum_address
from rotkehlchen.net.evm.client import EvmClient

V2_FACTORY = '@uniswap/v2-core/build/UniswapV2Factory.json'
V3_FACTORY = '@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json'
V3_POSITIONS = '@uniswap/v3-periphery/artifacts/contracts/NonfungiblePositionManager.sol/NonfungiblePositionManager.json'
ZERO = '0x' + '00' * 20
MAX = 2**256 - 1
FEED_SOURCE = Path(__file__).with_name('Feed.sol')


class PriceChain:
    """`weth`, `usdc` (6 decimals), `dai` (18) and any other token; pools with given reserves."""

    def __init__(self) -> None:
        self.local = LocalChain()
        self.local.add_multicall3()
        self.client = EvmClient(self.local.rpc)
        self.weth = self.local.deploy(WETH9)
        self.usdc = self.local.token('USD Coin', 'USDC', 6)
        self.dai = self.local.token('Dai', 'DAI', 18)
        self.v2 = self.deploy(V2_FACTORY, '(address)', self.local.owner)
        self.v3 = self.local.deploy(V3_FACTORY)
        self.positions = self.local.deploy(V3_POSITIONS, '(address,address,address)', self.v3.address, self.weth.address, ZERO)
        self.weth.send('deposit()', value=4000 * 10**18)
        self.weth.send('approve(address,uint256)', self.positions.address, MAX)

    def close(self) -> None:
        self.local.close()

    def deploy(self, artifact: str, signature: str, *values: object) -> Contract:
        creation = load_bytecode(artifact).removeprefix('0x') + call_data(signature, *values)[10:]
        return Contract(self.local, to_checksum_address(self.local.transact(None, '0x' + creation)['contractAddress']))

    def read(self, contract: Contract | str, types: str, signature: str, *values: object) -> object:
        address = contract if isinstance(contract, str) else contract.address
        raw = self.local.do('eth_call', {'to': address, 'data': call_data(signature, *values)}, 'latest')
        return decode([types], bytes.fromhex(raw[2:]))[0]

    def pool_chain(self, factory: Contract) -> PoolChain:
        return PoolChain(factory.address, Token(self.weth.address, 18), (Token(self.usdc.address, 6), Token(self.dai.address, 18)))

    def token(self, symbol: str, decimals: int = 18) -> Contract:
        return self.local.token(symbol, symbol, decimals)

    def give(self, token: Contract, holder: str, amount: int) -> None:
        if token is self.weth:
            token.send('transfer(address,uint256)', holder, amount)
        else:
            self.local.mint(token, holder, amount)

    def add_v2_pool(self, first: tuple[Contract, int], second: tuple[Contract, int]) -> str:
        """A v2 pair with these reserves in smallest units."""
        self.v2.send('createPair(address,address)', first[0].address, second[0].address)
        pair = to_checksum_address(str(self.read(self.v2, 'address', 'getPair(address,address)', first[0].address, second[0].address)))
        for token, amount in (first, second):
            self.give(token, pair, amount)
        Contract(self.local, pair).send('mint(address)', self.local.owner)
        return pair

    def add_v3_pool(self, first: tuple[Contract, int], second: tuple[Contract, int], fee: int = 3000) -> str:
        """A v3 pool whose price is the ratio of the two amounts, with them as liquidity from price / 1.8 to price * 1.8."""
        (low, low_amount), (high, high_amount) = sorted((first, second), key=lambda side: int(side[0].address, 16))
        for token, amount in (first, second):
            if token is not self.weth:
                self.local.mint(token, self.local.owner, amount)
                token.send('approve(address,uint256)', self.positions.address, MAX)
        root = int((Decimal(high_amount) / Decimal(low_amount)).sqrt() * 2**96)
        self.positions.send('createAndInitializePoolIfNecessary(address,address,uint24,uint160)', low.address, high.address, fee, root)
        spacing = {500: 10, 3000: 60, 10000: 200}[fee]
        tick = int((Decimal(high_amount) / Decimal(low_amount)).ln() / Decimal('1.0001').ln())
        bottom, top = (tick - 6000) // spacing * spacing, (tick + 6000) // spacing * spacing
        deadline = int(self.local.do('eth_getBlockByNumber', 'latest', False)['timestamp'], 16) + 3600
        mint = 'mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))'
        data = call_data(
            'x(address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256)',
            low.address, high.address, fee, bottom, top, low_amount, high_amount, 0, 0, self.local.owner, deadline)
        self.local.transact(self.positions.address, selector(mint) + data[10:])
        return str(self.read(self.v3, 'address', 'getPool(address,address,uint24)', low.address, high.address, fee))

    def feed(self, description: str, decimals: int) -> Contract:
        creation = compile_feed() + call_data('(string,uint8)', description, decimals)[10:]
        return Contract(self.local, to_checksum_address(self.local.transact(None, '0x' + creation)['contractAddress']))


def selector(signature: str) -> str:
    from demo.local_chain import keccak
    return '0x' + keccak(signature.encode())[:4].hex()


@lru_cache
def compile_feed() -> str:
    """Creation code of `Feed.sol`, by the Solidity compiler of demo/node."""
    script = (
        "const solc = require('solc'); const fs = require('fs');"
        "const input = {language: 'Solidity', sources: {'Feed.sol': {content: fs.readFileSync(process.argv[1], 'utf8')}},"
        "settings: {outputSelection: {'*': {'*': ['evm.bytecode.object']}}}};"
        "const out = JSON.parse(solc.compile(JSON.stringify(input)));"
        "if (!out.contracts) { console.error(JSON.stringify(out.errors)); process.exit(1); }"
        "console.log(JSON.stringify(out.contracts['Feed.sol'].Feed.evm.bytecode.object));"
    )
    done = subprocess.run(['node', '-e', script, str(FEED_SOURCE)], cwd=NODE_MODULES.parent, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    bytecode: str = json.loads(done.stdout)
    return bytecode
