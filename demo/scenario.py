"""What happens on the chain: three years of two wallets and a Safe, each transaction a real call of a real contract at its day.

Pools follow the market: before the user trades, somebody else moves them to the day's price, as arbitrage does.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from math import isqrt
from typing import Final

from demo.files import DAY, Exchanges
from demo.local_chain import Contract, LocalEns, call_data
from demo.market import DAYS, Market
from demo.protocol_chain import E18, FAR, FEE, MAX, ProtocolChain, many
from rotkehlchen.core.ids import to_checksum_address

WALLET: Final = to_checksum_address('0xa11ce0c0ffee00000000000000000000000d0001')
SAVINGS: Final = to_checksum_address('0x5a71465000000000000000000000000000d00002')
FRIEND: Final = to_checksum_address('0xf21e2d0000000000000000000000000000d00003')
EMPLOYER: Final = to_checksum_address('0xe4b10ce200000000000000000000000000d00004')
BITSTAMP: Final = to_checksum_address('0xb1757a4b00000000000000000000000000d00005')
BINANCE: Final = to_checksum_address('0xb1ba2ce000000000000000000000000000d00006')
SPAMMER: Final = to_checksum_address('0x5ba44e2000000000000000000000000000d00007')
DOLLAR: Final = 10**6
NAME: Final = 'everyday-demo.eth'
FORGOTTEN: Final = Decimal('0.35')  # ether that the savings hold and no transaction tells of: the gap that the check of balances finds
SELL_ETHER: Final = 'swapExactETHForTokens(uint256,address[],address,uint256)'
SINGLE: Final = 'exactInputSingle((address,address,uint24,address,uint256,uint256,uint256,uint160))'


@dataclass
class Story:
    """`began`: the first second."""

    chain: ProtocolChain
    market: Market
    exchanges: Exchanges
    began: int
    safe: Contract = field(init=False)
    names: LocalEns = field(init=False)
    _day: float = 0

    def at(self, day: float) -> None:
        """The next transaction is of this day."""
        assert day > self._day, 'the story goes forward'
        self._day = day
        self.chain.local.do('evm_setNextBlockTimestamp', hex(self.began + round(day * DAY)))

    def send(self, contract: Contract, signature: str, *values: object, sender: str = WALLET, value: int = 0) -> None:
        contract.send(signature, *values, sender=sender, value=value)

    def pay(self, sender: str, to: str, amount: Decimal) -> None:
        self.chain.local.transact(to, sender=sender, value=int(amount * E18))

    # ------------------------------------------------------------------ exchanges and wallets
    def withdraw(self, day: float, to: str, amount: str) -> None:
        """From Bitstamp to the chain: its list says when it was asked for; the coins come half an hour later."""
        self.exchanges.bitstamp_move('Withdrawal', day, 'ETH', Decimal(amount), Decimal('0.002'))
        self.at(day + 0.02)
        self.pay(BITSTAMP, to, Decimal(amount))

    def deposit(self, day: float, amount: str) -> None:
        """To Binance, which sees it a little later."""
        self.at(day)
        self.pay(WALLET, BINANCE, Decimal(amount))
        self.exchanges.binance_row(day + 0.01, 'Deposit', 'ETH', Decimal(amount))

    # ------------------------------------------------------------------ the market
    def move_pools(self, day: float) -> None:
        """Both pools to the day's price. Somebody else pays for it."""
        price = int(self.market.dollars('ETH', int(day)) * 100)
        self._move_v2(day - 0.02, price)
        self._move_v3(day - 0.01, price)

    def _move_v2(self, day: float, cents: int) -> None:
        chain, owner = self.chain, self.chain.local.owner
        dollars, ether = (chain.read(coin, 'uint256', 'balanceOf(address)', chain.pair) for coin in (chain.usdc, chain.weth))
        wanted = isqrt(dollars * ether * cents * DOLLAR // (100 * E18))  # of dollars in the pool, its product being the same
        self.at(day)
        if wanted > dollars:
            chain.router_v2.send(
                'swapExactTokensForETH(uint256,uint256,address[],address,uint256)', wanted - dollars, 0, [chain.usdc.address, chain.weth.address], owner, FAR)
        else:
            surplus = dollars * ether // wanted - ether
            chain.router_v2.send(SELL_ETHER, 0, [chain.weth.address, chain.usdc.address], owner, FAR, value=surplus)

    def _move_v3(self, day: float, cents: int) -> None:
        """A swap that ends at a price: dollars are the first coin of the pool, ether the second."""
        chain, owner = self.chain, self.chain.local.owner
        target = isqrt(E18 * 100 * 2**192 // (cents * DOLLAR))
        pool = chain.read(chain.factory_v3, 'address', 'getPool(address,address,uint24)', chain.usdc.address, chain.weth.address, FEE)
        now = chain.read(pool, 'uint160', 'slot0()')
        ether_in = now < target
        coins = (chain.weth.address, chain.usdc.address) if ether_in else (chain.usdc.address, chain.weth.address)
        amount = 5000 * E18 if ether_in else 10**7 * DOLLAR
        self.at(day)
        call = call_data(SINGLE, (*coins, FEE, owner, FAR, amount, 0, target))
        if ether_in:
            chain.local.transact(chain.router_v3.address, many(call, call_data('refundETH()')), value=amount)
        else:
            chain.local.transact(chain.router_v3.address, call)

    # ------------------------------------------------------------------ the story
    def tell(self) -> None:
        self._prepare()
        self._first_year()
        self._second_year()
        self._third_year()
        self.at(DAYS)
        self.chain.local.do('evm_mine')

    def _prepare(self) -> None:
        chain = self.chain
        for rich in (BITSTAMP, BINANCE, SPAMMER, EMPLOYER, FRIEND):
            chain.local.do('anvil_setBalance', rich, hex(10_000 * E18))
        chain.local.do('anvil_setBalance', SAVINGS, hex(int(FORGOTTEN * E18)))
        owner = chain.local.owner
        for coin in (chain.usdc, chain.dai):
            coin.send('mint(address,uint256)', owner, 10**9 * DOLLAR)
        self.names = chain.local.add_ens()
        self.names.register(NAME, WALLET)
        chain.dai.send('mint(address,uint256)', EMPLOYER, 100_000 * E18)
        for router in (chain.router_v2, chain.router_v3):
            chain.usdc.send('approve(address,uint256)', router.address, MAX)

    def _first_year(self) -> None:
        chain = self.chain
        weth, usdc, v2, pool = chain.weth, chain.usdc, chain.router_v2, chain.pool
        self.withdraw(2.5, WALLET, '1.6')
        self.at(6.4)
        self.send(weth, 'deposit()', value=int(Decimal('0.5') * E18))
        self.move_pools(20.5)
        self.at(20.5)
        self.send(v2, SELL_ETHER, 0, [weth.address, usdc.address], WALLET, FAR, value=int(Decimal('0.3') * E18))
        self.at(41.6)
        self.send(weth, 'approve(address,uint256)', pool.address, MAX)
        self.at(41.61)
        self.send(pool, 'supply(address,uint256,address,uint16)', weth.address, int(Decimal('0.5') * E18), WALLET, 0)
        self.at(62.3)
        self.send(pool, 'borrow(address,uint256,uint256,uint16,address)', usdc.address, 300 * DOLLAR, 2, 0, WALLET)
        self.at(90.2)
        self.send(self.names.registrar, 'setName(string)', NAME)
        self.withdraw(125.4, SAVINGS, '0.4')
        self.at(150.7)
        self.send(usdc, 'approve(address,uint256)', v2.address, MAX)
        self.move_pools(151.2)
        self.at(151.2)
        self.send(
            v2, 'addLiquidityETH(address,uint256,uint256,uint256,address,uint256)', usdc.address, 500 * DOLLAR, 0, 0, WALLET, FAR,
            value=int(Decimal('0.3') * E18))
        self.at(200.4)
        self.safe = chain.make_safe(WALLET, 1)
        self.at(201.1)
        self.pay(WALLET, self.safe.address, Decimal('0.2'))
        self.at(230.8)
        chain.execute(self.safe, WALLET, FRIEND, int(Decimal('0.05') * E18))
        self.at(255.2)
        self._send_spam()
        self.at(300.9)
        pair = Contract(chain.local, chain.pair)
        self.send(pair, 'approve(address,uint256)', v2.address, MAX)
        held = chain.read(pair, 'uint256', 'balanceOf(address)', WALLET)
        self.move_pools(301.4)
        self.at(301.4)
        self.send(v2, 'removeLiquidityETH(address,uint256,uint256,uint256,address,uint256)', usdc.address, held, 0, 0, WALLET, FAR)

    def _send_spam(self) -> None:
        chain = self.chain
        coin = chain.local.token('Visit reward-demo.example to claim', 'CLAIM', 18)
        self.at(255.21)
        self.send(coin, 'mint(address,uint256)', WALLET, 4711 * E18, sender=SPAMMER)

    def _second_year(self) -> None:
        chain = self.chain
        weth, usdc, dai, v3, pool = chain.weth, chain.usdc, chain.dai, chain.router_v3, chain.pool
        for month in range(6):
            self.at(370.4 + 30 * month)
            self.send(dai, 'transfer(address,uint256)', WALLET, 180 * E18, sender=EMPLOYER)
        self.withdraw(540.3, WALLET, '0.7')
        self.at(548.5)
        self.send(usdc, 'approve(address,uint256)', v3.address, MAX)
        self.move_pools(549.5)
        self.at(549.5)
        self.send(v3, SINGLE, (usdc.address, weth.address, FEE, WALLET, FAR, 400 * DOLLAR, 0, 0))
        self.at(550.1)
        self._fail()
        self.at(575.2)
        self.send(usdc, 'approve(address,uint256)', pool.address, MAX)
        self.at(575.3)
        self.send(pool, 'repay(address,uint256,uint256,address)', usdc.address, 150 * DOLLAR, 2, WALLET)
        self.at(610.7)
        self.send(dai, 'transfer(address,uint256)', SAVINGS, 600 * E18)
        self.deposit(655.4, '0.4')
        self.exchanges.binance_trade(656.2, 'ETH', 'EUR', Decimal('0.25'))
        self.at(700.3)
        self.pay(WALLET, SAVINGS, Decimal('0.3'))

    def _fail(self) -> None:
        """A swap that wants more than the market gives: it costs gas, and nothing else happens."""
        chain = self.chain
        wrong = call_data(SELL_ETHER, MAX // 2, [chain.weth.address, chain.usdc.address], WALLET, FAR)
        chain.local.transact(chain.router_v2.address, wrong, sender=WALLET, value=E18 // 100, fails=True)

    def _third_year(self) -> None:
        chain = self.chain
        weth, usdc, pool, positions = chain.weth, chain.usdc, chain.pool, chain.positions
        self.at(760.2)
        self.send(pool, 'withdraw(address,uint256,address)', weth.address, int(Decimal('0.2') * E18), WALLET)
        self.at(760.3)
        self.send(weth, 'withdraw(uint256)', int(Decimal('0.2') * E18))
        self.withdraw(801.4, WALLET, '0.5')
        self.move_pools(820.6)
        self.at(820.6)
        self.send(chain.router_v2, SELL_ETHER, 0, [weth.address, usdc.address], WALLET, FAR, value=int(Decimal('0.4') * E18))
        self.at(821.2)
        self.send(usdc, 'approve(address,uint256)', positions.address, MAX)
        self.move_pools(822.3)
        self.at(822.3)
        price = self.market.dollars('ETH', 822)
        ether = Decimal('0.15')
        chain.local.transact(
            positions.address, chain.position_call(WALLET, int(ether * price * DOLLAR), int(ether * E18)), sender=WALLET, value=int(ether * E18))
        self.move_pools(870.4)
        self.move_pools(900.4)
        self.at(931.5)
        token = chain.read(positions, 'uint256', 'tokenOfOwnerByIndex(address,uint256)', WALLET, 0)
        liquidity = self._liquidity(token)
        self.send(positions, 'decreaseLiquidity((uint256,uint128,uint256,uint256,uint256))', (token, liquidity, 0, 0, FAR))
        self.at(931.6)
        self.send(positions, 'collect((uint256,address,uint128,uint128))', (token, WALLET, 2**128 - 1, 2**128 - 1))
        self.at(960.4)
        self.pay(WALLET, FRIEND, Decimal('0.05'))
        self.deposit(1000.3, '0.25')
        self.at(1040.2)
        # All of it: what is owed would stand among what is owned, as the program values debt tokens like any other.
        self.send(pool, 'repay(address,uint256,uint256,address)', usdc.address, MAX, 2, WALLET)

    def _liquidity(self, token: int) -> int:
        """The eighth word of what `positions` answers."""
        chain = self.chain
        raw = chain.local.do('eth_call', {'to': chain.positions.address, 'data': call_data('positions(uint256)', token)}, 'latest')
        return int(raw[2 + 64 * 7:2 + 64 * 8], 16)

