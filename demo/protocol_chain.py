"""Real protocols on a local chain, at the addresses where Ethereum has them: Uniswap v2 and v3, Aave v3, Safe, wrapped ether, two coins.

The contracts are those of the published packages (demo/node/package.json). Rules are bound to addresses, so each contract is made where the
real one is: its creation code runs at that address, as it would in a deployment, and leaves its storage and its immutable values there.
Pools that factories make are then at the addresses that they have on Ethereum too.
"""

import json
from functools import lru_cache
from math import isqrt
from typing import Any, Final

from eth_abi import decode, encode

from demo.local_chain import MINTABLE, NODE_MODULES, WETH9, ZERO, Contract, LocalChain, call_data, load_bytecode
from rotkehlchen.core.ids import EvmAddress, to_checksum_address

CORE: Final = '@aave/core-v3/artifacts/contracts/'
SAFE_PACKAGE: Final = '@safe-global/safe-contracts/build/artifacts/contracts/'
V3_PERIPHERY: Final = '@uniswap/v3-periphery/artifacts/contracts/'
V3_FACTORY: Final = '@uniswap/v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json'
MAX: Final = 2**256 - 1
FAR: Final = 2**40  # a deadline
E18: Final = 10**18
FEE: Final = 3000
RAY: Final = 10**27


class ProtocolChain:
    """`weth`, `usdc` (6 decimals), `dai`; `router_v2`, `router_v3`, `positions`; `pool` of Aave; `safes`: the factory of Safes."""

    def __init__(self, local: LocalChain | None = None) -> None:
        self.local = local or LocalChain()
        self.local.add_multicall3()
        self.weth = self.place(WETH9, '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2')
        self.usdc = self.place(MINTABLE, '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48', '(string,string,uint8)', 'USD Coin', 'USDC', 6)
        self.dai = self.place(MINTABLE, '0x6B175474E89094C44Da98b954EedeAC495271d0F', '(string,string,uint8)', 'Dai Stablecoin', 'DAI', 18)
        self._add_exchanges()
        self._add_lending()
        self.safe_code = self.local.deploy(SAFE_PACKAGE + 'Safe.sol/Safe.json')
        self.safes = self.place(SAFE_PACKAGE + 'proxies/SafeProxyFactory.sol/SafeProxyFactory.json', '0x4e1DCf7AD4e460CfD30791CCC4F9c8a4f820ec67')

    def close(self) -> None:
        self.local.close()

    def place(self, artifact: str, address: str, signature: str = '()', *values: object) -> Contract:
        creation = linked(artifact, {}) + call_data(signature, *values)[10:]
        return self._place(creation, address)

    def _place(self, creation: str, address: str) -> Contract:
        """Run a contract's creation code at an address, and leave there what it returns."""
        self.local.set_code(address, creation)
        code = self.local.do('eth_call', {'to': address, 'from': self.local.owner, 'gas': hex(25_000_000)}, 'latest')
        self.local.transact(address)
        self.local.set_code(address, code)
        return Contract(self.local, to_checksum_address(address))

    def read(self, contract: Contract | str, kind: str, signature: str, *values: object, block: int | str = 'latest') -> Any:
        address = contract if isinstance(contract, str) else contract.address
        raw = self.local.do('eth_call', {'to': address, 'data': call_data(signature, *values)}, hex(block) if isinstance(block, int) else block)
        return decode([kind], bytes.fromhex(raw[2:]))[0]

    # ------------------------------------------------------------------ exchanges
    def _add_exchanges(self) -> None:
        factory = self.place('@uniswap/v2-core/build/UniswapV2Factory.json', '0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f', '(address)', self.local.owner)
        self.router_v2 = self.place('@uniswap/v2-periphery/build/UniswapV2Router02.json', '0x7a250d5630B4cF539739dF2C5dAcb4c659F2488D',
                                    '(address,address)', factory.address, self.weth.address)
        self.factory_v3 = factory_v3 = self.place(V3_FACTORY, '0x1F98431c8aD98523631AE4a59f267346ea31F984')
        self.router_v3 = self.place(V3_PERIPHERY + 'SwapRouter.sol/SwapRouter.json', '0xE592427A0AEce92De3Edee1F18E0157C05861564',
                                    '(address,address)', factory_v3.address, self.weth.address)
        self.positions = self.place(
            V3_PERIPHERY + 'NonfungiblePositionManager.sol/NonfungiblePositionManager.json', '0xC36442b4a4522E871399CD717aBDD847Ab11FE88',
            '(address,address,address)', factory_v3.address, self.weth.address, ZERO)
        owner = self.local.owner
        self.usdc.send('mint(address,uint256)', owner, 10**6 * 10**6)
        for router in (self.router_v2, self.positions):
            self.usdc.send('approve(address,uint256)', router.address, MAX)
        self.router_v2.send(
            'addLiquidityETH(address,uint256,uint256,uint256,address,uint256)', self.usdc.address, 300_000 * 10**6, 0, 0, owner, FAR, value=100 * E18)
        self.pair = self.read(factory, 'address', 'getPair(address,address)', self.usdc.address, self.weth.address)
        root = isqrt(E18 * 2**192 // (3000 * 10**6))  # square root of WETH a USDC, both in smallest units
        self.positions.send('createAndInitializePoolIfNecessary(address,address,uint24,uint160)', self.usdc.address, self.weth.address, FEE, root)
        self.local.transact(self.positions.address, self.position_call(owner, 300_000 * 10**6, 100 * E18), value=100 * E18)

    def position_call(self, owner: str, dollars: int, ether: int) -> str:
        """A new position over the whole range; ether that is left of what is sent is asked back."""
        new = call_data(
            'mint((address,address,uint24,int24,int24,uint256,uint256,uint256,uint256,address,uint256))',
            (self.usdc.address, self.weth.address, FEE, -887220, 887220, dollars, ether, 0, 0, owner, FAR))
        return many(new, call_data('refundETH()'))

    # ------------------------------------------------------------------ lending
    def _add_lending(self) -> None:
        """Aave's pool with ether and dollars. Its price oracle is the package's own mock: it says what it is told."""
        local, owner = self.local, self.local.owner
        logic = ('SupplyLogic', 'BorrowLogic', 'LiquidationLogic', 'EModeLogic', 'BridgeLogic', 'PoolLogic', 'ConfiguratorLogic')
        libraries: dict[str, str] = {name: self._deploy_linked(f'{CORE}protocol/libraries/logic/{name}.sol/{name}.json', {}) for name in logic}
        libraries['FlashLoanLogic'] = self._deploy_linked(f'{CORE}protocol/libraries/logic/FlashLoanLogic.sol/FlashLoanLogic.json', libraries)
        provider = local.deploy(CORE + 'protocol/configuration/PoolAddressesProvider.sol/PoolAddressesProvider.json', '(string,address)', 'Main', owner)
        self.pool = self._place(
            linked(CORE + 'protocol/pool/Pool.sol/Pool.json', libraries) + call_data('(address)', provider.address)[10:],
            '0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2')
        configurator = Contract(local, self._deploy_linked(CORE + 'protocol/pool/PoolConfigurator.sol/PoolConfigurator.json', libraries))
        oracle = local.deploy(CORE + 'mocks/oracle/PriceOracle.sol/PriceOracle.json')
        provider.send('setACLAdmin(address)', owner)
        roles = local.deploy(CORE + 'protocol/configuration/ACLManager.sol/ACLManager.json', '(address)', provider.address)
        roles.send('addPoolAdmin(address)', owner)
        provider.send('setACLManager(address)', roles.address)
        provider.send('setPriceOracle(address)', oracle.address)
        for name, contract in (('POOL', self.pool), ('POOL_CONFIGURATOR', configurator)):
            provider.send('setAddress(bytes32,address)', name.encode().ljust(32, b'\0'), contract.address)
            contract.send('initialize(address)', provider.address)
        rates = local.deploy(
            CORE + 'protocol/pool/DefaultReserveInterestRateStrategy.sol/DefaultReserveInterestRateStrategy.json',
            '(address,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)', provider.address,
            RAY * 8 // 10, RAY // 100, RAY // 20, RAY, RAY // 20, RAY, RAY // 50, RAY // 20, RAY // 5)
        tokens = [
            local.deploy(f'{CORE}protocol/tokenization/{name}.sol/{name}.json', '(address)', self.pool.address).address
            for name in ('AToken', 'StableDebtToken', 'VariableDebtToken')
        ]
        one = '(address,address,address,uint8,address,address,address,address,string,string,string,string,string,string,bytes)'
        for symbol, coin, decimals, price in (('WETH', self.weth, 18, 3000), ('USDC', self.usdc, 6, 1)):
            names = [f'Aave Ethereum {symbol}', f'aEth{symbol}', f'Aave Ethereum Variable Debt {symbol}', f'variableDebtEth{symbol}',
                     f'Aave Ethereum Stable Debt {symbol}', f'stableDebtEth{symbol}']
            configurator.send(f'initReserves({one}[])', [(*tokens, decimals, rates.address, coin.address, owner, ZERO, *names, b'')])
            configurator.send('configureReserveAsCollateral(address,uint256,uint256,uint256)', coin.address, 8000, 8500, 10500)
            configurator.send('setReserveBorrowing(address,bool)', coin.address, True)
            oracle.send('setAssetPrice(address,uint256)', coin.address, price * 10**8)
        self.usdc.send('approve(address,uint256)', self.pool.address, MAX)
        self.pool.send('supply(address,uint256,address,uint16)', self.usdc.address, 100_000 * 10**6, owner, 0)

    def _deploy_linked(self, artifact: str, libraries: dict[str, str]) -> EvmAddress:
        return to_checksum_address(self.local.transact(None, linked(artifact, libraries))['contractAddress'])

    # ------------------------------------------------------------------ Safe
    def make_safe(self, owner: str, nonce: int) -> Contract:
        """A Safe of one owner, made by the owner."""
        setup = call_data('setup(address[],uint256,address,bytes,address,address,uint256,address)', [owner], 1, ZERO, b'', ZERO, ZERO, 0, ZERO)
        words = ('createProxyWithNonce(address,bytes,uint256)', self.safe_code.address, bytes.fromhex(setup[2:]), nonce)
        made = self.local.do('eth_call', {'to': self.safes.address, 'from': owner, 'data': call_data(*words)}, 'latest')
        self.safes.send(*words, sender=owner)
        return Contract(self.local, to_checksum_address('0x' + made[-40:]))

    def execute(self, safe: Contract, owner: str, to: str, value: int = 0, data: str = '0x') -> None:
        """The only owner sends it, so that its word needs no signature (docs.safe.global, pre-validated signatures)."""
        signature = encode(['address', 'uint256'], [owner, 0]) + b'\1'
        safe.send(
            'execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes)',
            to, value, bytes.fromhex(data[2:]), 0, 0, 0, 0, ZERO, ZERO, signature, sender=owner)


def many(*calls: str) -> str:
    return call_data('multicall(bytes[])', [bytes.fromhex(call[2:]) for call in calls])


@lru_cache
def _link_references(artifact: str) -> dict[str, Any]:
    references: dict[str, Any] = json.loads((NODE_MODULES / artifact).read_text()).get('linkReferences', {})
    return references


def linked(artifact: str, libraries: dict[str, str]) -> str:
    """Creation code with the addresses of its libraries put in."""
    code = '0x' + load_bytecode(artifact).removeprefix('0x')
    for names in _link_references(artifact).values():
        for name, places in names.items():
            for place in places:
                start = 2 + 2 * place['start']
                code = code[:start] + libraries[name][2:].lower() + code[start + 40:]
    return code
