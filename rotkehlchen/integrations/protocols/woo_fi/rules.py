"""WOOFi: swaps on a chain and across chains, supercharger vaults, staking of WOO by three generations of contracts.

Vaults, farms and cross-chain routers are found by their events, whose shapes are their own; amounts that leave as a net are told with the fee
that the event names.
"""

from collections.abc import Iterator
from typing import Final

from rotkehlchen.contracts.protocol import Claim, Leg, LogRule, Rank, TransferRule
from rotkehlchen.contracts.transaction import NATIVE, ZERO_ADDRESS, Log, Transaction, Transfer
from rotkehlchen.decoding.claim import leg, note, retype
from rotkehlchen.decoding.families.router import swap_rules

WORD: Final = 'woo-fi'
ROUTER: Final = ('0x4c4AF8DBc524681930a27b2F1Af5bcC8062E6fB7',)  # WooRouterV2, one address on every chain
ROUTERS: Final = dict.fromkeys((1, 10, 56, 137, 146, 250, 324, 5000, 8453, 42161, 43114, 59144), ROUTER)
FARM: Final = ('0xc0f8C29e3a9A7650a3F642e467d70087819926d6',)
FARMS: Final = dict.fromkeys((10, 56, 137, 250, 8453, 42161, 43114), FARM)
STAKING: Final = {
    42161: ('0x9321785D257b3f0eF7Ff75436a87141C683DC99d', '0x2CFa72E7f58dc82B990529450Ffa83791db7d8e2'),
    137: ('0x9BCf8b0B62F220f3900e2dc42dEB85C3f79b405B',), 56: ('0x2AEab1a338bCB1758f71BD5aF40637cEE2085076',),
    43114: ('0xcd1B9810872aeC66d450c761E93638FB9FE09DB0',), 250: ('0x2Fe5E5D341cFFa606a5d9DA1B6B646a381B0f7ec',),
}
WITHDRAW_MANAGERS: Final = {8453: ('0xe61Acb121a2B538dF495A85C4E50dD8581de4ed0',)}

CROSS_OUT: Final = '0x8dbf61e74c14d5d835816a6bdaf0874bd5f7bff3ee4d8c4c83d0e6bf8da4cf72'  # WooCrossSwapOnSrcChain: reference, sender, receiver
VAULT_DEPOSIT: Final = '0xdcbc1c05240f31ff3ad067ef1ee35ce4997762752e3a095284754544f4c709d7'  # Deposit(address,address,uint256,uint256)
VAULT_INSTANT: Final = '0x672004d35ad2124f90299371ade95cf5594500e40705a7cf6eaf7c00b55a07ac'  # InstantWithdraw(address,uint256,uint256,uint256)
VAULT_REQUEST: Final = '0xebeaa8785285a4f7c37a305351997dceebabc3c357dab98023dc37514a1b6ed6'  # RequestWithdraw(address,uint256,uint256)
INSTANT: Final = '0xab2daf3c146ca6416cbccd2a86ed2ba995e171ef6319df14a38aef01403a9c96'  # InstantWithdraw(address,uint256,uint256)
RESERVE: Final = '0x24bd23bf381fbe769f64bc0d8bff86a809b6c374ae557be621b9c72b8816f4a5'  # ReserveWithdraw(address,uint256,uint256)
STAKE: Final = '0x5af417134f72a9d41143ace85b0a26dce6f550f894f2cbc1eeee8810603d91b6'  # Stake(address,uint256,uint256)
WITHDRAW: Final = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)
FARM_DEPOSIT: Final = '0x90890809c654f11d6e72a28fa60149770a0d11ec6c92319d6ceb2bb0a4ea1a15'  # Deposit(address,uint256,uint256)
HARVEST: Final = '0x71bab65ced2e5750775a0613be067df48ef06cf92a496ebf7663ae0660924954'  # Harvest(address,uint256,uint256)
REWARDED: Final = '0x924cd60a7c2792f23ac2090237adb3996092fac4be3644cfdc271064f53b5704'  # OnRewarded(address,uint256)
STAKE_ON_PROXY: Final = '0xe84e4ac7439e00dd9d22373dcded55a056057d7cd106d09774e4a36ab33b7131'  # StakeOnProxy(address,uint256)
UNSTAKE_ON_PROXY: Final = '0xde60e2b881ebadb1bb4d3c070c6635510cdeef59913ff1ff864b0160e7e30d97'  # UnstakeOnProxy(address,uint256)


def cross_out(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A bridge, of what was sent or of what the router bought with it, and the coin that pays for the message."""
    sold, bridged = tx.coin_or(log.address_at(1)), tx.coin_or(log.address_at(3))
    amount, arrived, account = log.word(2), log.word(5), log.topic_address(2)
    given = tx.outgoing(account=account, token=sold, to=log.address)
    if not given:
        return
    params = {'message': log.topics[1], 'to_chain_id_layerzero': log.word(0)}
    coin = sum(one.amount for one in given) - amount if sold == NATIVE else 0
    legs = [Leg('deposit', 'bridge', given[0] if sold == bridged else None, account=account, token=bridged, amount=arrived, address=log.address,
                kind='bridge_out', params=params)]
    if sold != bridged or arrived != amount:
        legs = [
            Leg('trade', 'spend', given[0], amount=amount, address=log.address),
            Leg('trade', 'receive', account=account, token=bridged, amount=arrived, address=log.address), *legs,
        ]
    fees = tx.outgoing(account=account, token=NATIVE, to=log.address) if sold != NATIVE else []
    legs += [leg(one, 'deposit', 'fee') for one in fees]
    legs += [Leg('deposit', 'fee', account=account, token=NATIVE, amount=coin, address=log.address)] if coin > 0 else []
    yield Claim(WORD, tuple(legs), tuple(given))


def deposit(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A vault's shares for an asset. Both stay in their places."""
    depositor, owner = log.topic_address(1), log.topic_address(2)
    shares = tx.incoming(account=owner, token=log.address, source=ZERO_ADDRESS, amount=log.word(1))
    given = tx.outgoing(account=depositor, to=log.address, amount=log.word(0))
    if shares and given and _is_vault(tx, log):
        yield Claim(WORD, (leg(given[0], 'deposit', 'deposit for wrapped'), leg(shares[0], 'receive', 'receive wrapped')))


def _is_vault(tx: Transaction, log: Log) -> bool:
    """Supercharger vaults hand everything on to a vault of their own in the same transaction; others of this shape keep it."""
    return tx.label(log.address)[0].startswith('we')


def leave_at_once(tx: Transaction, log: Log) -> Iterator[Claim]:
    """Assets before the fee, shares, fee. The fee stays with the vault, so less arrives."""
    account, assets, fee = log.topic_address(1), log.word(0), log.word(2)
    shares = tx.outgoing(account=account, token=log.address)
    paid = tx.incoming(account=account, source=log.address)
    if len(paid) == 1 and paid[0].amount == assets - fee:
        yield Claim(WORD, (
            *(leg(one, 'spend', 'return wrapped') for one in shares), leg(paid[0], 'withdrawal', 'redeem wrapped', amount=assets),
            leg(paid[0], 'withdrawal', 'fee', amount=fee),
        ))


def ask_to_leave(tx: Transaction, log: Log) -> Iterator[Claim]:
    return retype(WORD, tx.outgoing(account=log.topic_address(1), token=log.address), 'spend', 'return wrapped')


def stake(tx: Transaction, log: Log) -> Iterator[Claim]:
    account = log.topic_address(1)
    given = tx.outgoing(account=account, to=log.address)
    shares = tx.incoming(account=account, token=log.address, source=ZERO_ADDRESS)
    if given and shares:
        legs = [leg(one, 'staking', 'deposit for wrapped') for one in given] + [leg(one, 'receive', 'receive wrapped') for one in shares]
        yield Claim(WORD, tuple(legs))


def unstake(tx: Transaction, log: Log) -> Iterator[Claim]:
    """At once, or after a wait that `reserve` began."""
    account = log.topic_address(1)
    shares = tx.outgoing(account=account, token=log.address, to=ZERO_ADDRESS)
    paid = tx.incoming(account=account, source=log.address)
    legs = [leg(one, 'spend', 'return wrapped') for one in shares] + [leg(one, 'staking', 'redeem wrapped') for one in paid]
    if legs:
        yield Claim(WORD, tuple(legs))


def reserve(tx: Transaction, log: Log) -> Iterator[Claim]:
    """xWOO is burned now, WOO comes after a wait."""
    account = log.topic_address(1)
    yield from retype(WORD, tx.outgoing(account=account, token=log.address, to=ZERO_ADDRESS), 'spend', 'return wrapped')
    token = tx.ask_address(log.address, '0x85b98fe0') or WOO.get(tx.chain_id)  # stakedToken()
    if token is not None and tx.is_mine(account):
        yield from note(WORD, account, at=log.position, token=token, amount=log.word(0), address=log.address, kind='woo_reserve')


WOO: Final = {
    1: '0x4691937a7508860f876c9c0a2a617e7d9e945d4b', 10: '0x871f2f2ff935fd1ed867842ff2a7bfd051a5e527', 56: '0x4691937a7508860f876c9c0a2a617e7d9e945d4b',
    137: '0x1b815d120b3ef02039ee11dc2d33de7aa4a8c603', 250: '0x6626c47c00f1d87902fc13eecfac3ed06d5e8d8a',
    8453: '0xf3df0a31ec5ea438150987805e841f960b9471b6', 42161: '0xcafcd85d8ca7ad1e1c6f82f651fa15e33aefd07b',
    43114: '0xabc9547b534519ff73921b1fba6e672b5f58d083',
}


def farm(tx: Transaction, log: Log) -> Iterator[Claim]:
    """A deposit, a withdrawal or a harvest of the farm, with the rewards that it and its rewarders pay on the way."""
    account = log.topic_address(1)
    rewarders = {one.address for one in tx.logs_of(REWARDED)}
    moved: list[Transfer] = []
    if log.topic == FARM_DEPOSIT:
        moved = tx.outgoing(account=account, to=log.address, amount=log.word(0))[:1]
    elif log.topic == WITHDRAW:
        moved = tx.incoming(account=account, source=log.address, amount=log.word(0))[-1:]
    rewards = [one for one in tx.incoming(account=account, source={log.address, *rewarders}) if one not in moved]
    name = 'deposit asset' if log.topic == FARM_DEPOSIT else 'remove asset'
    if moved or rewards:
        yield Claim(WORD, (*(leg(one, 'staking', name) for one in moved), *(leg(one, 'staking', 'reward') for one in rewards)))


def stake_on_proxy(tx: Transaction, log: Log) -> Iterator[Claim]:
    """WOO goes to the chain where it is staked; the coin pays the message, and some of it comes back."""
    account = log.topic_address(1)
    name = 'deposit asset' if log.topic == STAKE_ON_PROXY else 'remove asset'
    moved = tx.outgoing(account=account, to=log.address, amount=log.word(0)) if log.topic == STAKE_ON_PROXY else tx.incoming(
        account=account, source=log.address, amount=log.word(0))
    coins = [one for one in tx.mine if one.token == NATIVE]
    fee = -tx.net(account).get(NATIVE, 0)
    legs = [leg(one, 'staking', name) for one in moved]
    if fee > 0:
        legs.append(Leg('staking', 'fee', account=account, token=NATIVE, amount=fee, address=log.address))
        yield Claim(WORD, tuple(legs), tuple(coins), at=log.position)
    elif legs:
        yield Claim(WORD, tuple(legs), at=log.position)


def leave_later(tx: Transaction, one: Transfer) -> Iterator[Claim]:
    """What a withdraw manager pays once the waiting is over."""
    if tx.is_mine(one.receiver):
        yield Claim(WORD, (leg(one, 'withdrawal', 'redeem wrapped'),), order='own')


RULES = (
    *swap_rules('swap', WORD, ROUTERS),
    LogRule('cross_out', CROSS_OUT, cross_out, rank=Rank.ENTRY),
    LogRule('deposit', VAULT_DEPOSIT, deposit, rank=Rank.CONTRACT), LogRule('leave_at_once', VAULT_INSTANT, leave_at_once),
    LogRule('ask_to_leave', VAULT_REQUEST, ask_to_leave), LogRule('stake', STAKE, stake, STAKING),
    LogRule('unstake', (INSTANT, WITHDRAW), unstake, STAKING), LogRule('reserve', RESERVE, reserve, STAKING),
    LogRule('farm', (FARM_DEPOSIT, WITHDRAW, HARVEST), farm, FARMS),
    LogRule('stake_on_proxy', (STAKE_ON_PROXY, UNSTAKE_ON_PROXY), stake_on_proxy),
    TransferRule('leave_later', leave_later, where=WITHDRAW_MANAGERS),
)
