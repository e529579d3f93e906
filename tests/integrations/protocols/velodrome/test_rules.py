"""Velodrome: swaps, gauges of tokens and of positions, locks, votes, fees; gauges of other exchanges are not its own."""

from rotkehlchen.contracts.transaction import EvmFacts
from tests.decoding.built import ME, OTHER, ZERO, Built, address

OPTIMISM = EvmFacts(10, 'optimism', 'ETH', wrapped_native='0x4200000000000000000000000000000000000006')
WETH, OP, PAIR = '0x4200000000000000000000000000000000000006', '0x4200000000000000000000000000000000000042', '0xd25711edfbf747efce181442cc1d8f5f8fc8a0d3'
VELO, ESCROW, VOTER = (
    '0x9560e827af36c94d2ac33a39bce1fe78631088db', '0xfaf8fd17d9840595845582fcb047df13f006787d', '0x41c914ee0c7e1a5edcd0295623e6dc557b5abf3c')
MANAGER = '0x416b433906b1b72fa758e166e239c43d68dc6f29'
UNIVERSAL, DISTRIBUTOR = '0x4bf3e32de155359d1d75e8b474b66848221142fc', '0x9d4736ec60715e71afe72973f7885dcbc21ea99b'
GAUGE, KEEPER = address(51), address(52)
SWAP = '0xb3e2773606abfd36b5bd91394b3a54d1398336c65005baf7bf7a05efeffaf75b'  # Swap(address,address,uint256,uint256,uint256,uint256)
STAKED = '0x5548c837ab068cf56a2c2479df0882a4922fd203edb7517321831d95078c5f62'  # Deposit(address,address,uint256)
UNSTAKED_V1 = '0xf279e6a1f5e320cca91135676d9cb6e44ca8a08c0b88342bcdb1144f6511b568'  # Withdraw(address,uint256,uint256)
STAKED_NFT = '0x1c8ab8c7f45390d58f58f1d655213a82cca5d12179761a87c16f098813b8f211'  # Deposit(address,uint256,uint128)
REWARD = '0x1f89f96333d3133000ee447473151fa9606543368f02271c9d95ae14f13bcc67'  # ClaimRewards(address,uint256)
REWARD_OF = '0x9aa05b3d70a9e3e2f004f039648839560576334fb45c81f91b6db03ad9e2efc9'  # ClaimRewards(address,address,uint256)
FEES = '0x865ca08d59f5cb456e85cd2f7ef63664ea4f73327414e9d8152c4158b0e94645'  # Claim(address,address,uint256,uint256)
LOCKED = '0x8835c22a0c751188de86681e15904223c054bedd5c68ec8858945b7831290273'  # Deposit(address,uint256,uint8,uint256,uint256,uint256)
UNLOCKED = '0x02f25270a4d87bea75db541cdfe559334a275b4a233520ed6c0a2429667cca94'  # Withdraw(address,uint256,uint256,uint256)
VOTED = '0x452d440efc30dfa14a0ef803ccb55936af860ec6a6960ed27f129bef913f296a'  # Voted(address,address,uint256,uint256,uint256,uint256)
ONE = 10**18


def built(symbol: str = 'vAMMV2-WETH/OP') -> Built:
    return Built(to=GAUGE, input=b'1234', chain=OPTIMISM, symbols={PAIR: symbol})


def test_pool_is_known_by_its_factory() -> None:
    def through(pool: str) -> Built:
        return built().move(WETH, ME, pool, ONE).move(OP, pool, ME, ONE).log(pool, SWAP, [OTHER, ME], [ONE, 0, 0, ONE])
    assert {event[4] for event in through(PAIR).events('velodrome')} == {'velodrome'}
    assert {event[4] for event in through(KEEPER).events('velodrome')} == {None}


def test_gauges_take_tokens_of_pools_alone() -> None:
    def stake(symbol: str) -> Built:
        return built(symbol).move(PAIR, ME, GAUGE, ONE).log(GAUGE, STAKED, [ME, ME], [ONE])
    assert stake('vAMMV2-WETH/OP').events('velodrome') == [('deposit', 'deposit to protocol', PAIR, '1', 'velodrome')]
    assert stake('SHARE').events('velodrome') == [('spend', 'none', PAIR, '1', None)]
    back = built().move(PAIR, GAUGE, ME, ONE).log(GAUGE, UNSTAKED_V1, [ME], [0, ONE])
    assert back.events('velodrome') == [('withdrawal', 'withdraw from protocol', PAIR, '1', 'velodrome')]


def test_gauges_of_positions_take_the_nft() -> None:
    position = built().nft(MANAGER, ME, GAUGE, 7).log(GAUGE, STAKED_NFT, [ME, 7, 99])
    assert [event[:2] for event in position.events('velodrome')] == [('deposit', 'deposit to protocol')]


def test_rewards_bribes_and_fees() -> None:
    assert built().move(VELO, GAUGE, ME, ONE).log(GAUGE, REWARD, [ME], [ONE]).events('velodrome') == [('receive', 'reward', VELO, '1', 'velodrome')]
    bribe = built().move(OP, GAUGE, ME, ONE).log(GAUGE, REWARD_OF, [ME, OP], [ONE])
    assert bribe.events('velodrome') == [('receive', 'reward', OP, '1', 'velodrome')]
    fees = built().move(WETH, KEEPER, ME, ONE).move(OP, KEEPER, ME, 2 * ONE).log(PAIR, FEES, [ME, ME], [ONE, 2 * ONE])
    assert [event[:2] for event in fees.events('velodrome')] == [('receive', 'reward'), ('receive', 'reward')]


def test_locks_are_nfts() -> None:
    lock = built().nft(ESCROW, ZERO, ME, 7).move(VELO, ME, ESCROW, ONE).log(ESCROW, LOCKED, [ME, 7, 1], [ONE, 9, 5])
    assert [event[:2] for event in lock.events('velodrome')] == [('deposit', 'deposit to protocol'), ('mint', 'nft')]
    more = built().move(VELO, ME, ESCROW, ONE).log(ESCROW, LOCKED, [ME, 7, 2], [ONE, 9, 5])
    assert [event[:2] for event in more.events('velodrome')] == [('deposit', 'deposit to protocol')]
    longer = built().log(ESCROW, LOCKED, [ME, 7, 3], [0, 9, 5])
    assert longer.events('velodrome') == [('informational', 'none', f'{ESCROW}/7', '0', 'velodrome')]
    unlock = built().nft(ESCROW, ME, ZERO, 7).move(VELO, ESCROW, ME, ONE).log(ESCROW, UNLOCKED, [ME, 7], [ONE, 5])
    assert [event[:2] for event in unlock.events('velodrome')] == [('burn', 'nft'), ('withdrawal', 'withdraw from protocol')]


def test_votes_of_the_user_alone() -> None:
    assert [event[:2] for event in built().log(VOTER, VOTED, [ME, PAIR, 7], [5, 5, 5]).events('velodrome')] == [('informational', 'governance')]
    assert built().log(VOTER, VOTED, [OTHER, PAIR, 7], [5, 5, 5]).events('velodrome') == []


def test_universal_router_counts_what_pools_got_and_not_what_the_token_took() -> None:
    def through(pool: str) -> list[tuple[str, str, str, str, str | None]]:
        swap = Built(to=UNIVERSAL, input=b'1234', chain=OPTIMISM).move(WETH, ME, pool, ONE).move(WETH, ME, KEEPER, 5 * ONE)
        swap.move(OP, pool, UNIVERSAL, 3 * ONE).log(pool, SWAP, [UNIVERSAL, UNIVERSAL], [ONE, 0, 0, 3 * ONE]).move(OP, UNIVERSAL, ME, 3 * ONE)
        return swap.events('velodrome')
    assert through(PAIR) == [
        ('spend', 'none', WETH, '5', None), ('trade', 'spend', WETH, '1', 'velodrome'), ('trade', 'receive', OP, '3', 'velodrome')]
    assert {event[4] for event in through(GAUGE)} == {None}


def test_merged_locks_and_rebases() -> None:
    merged = built().nft(ESCROW, ME, ZERO, 7)
    assert [event[:2] for event in merged.events('velodrome')] == [('burn', 'nft')]
    split = built().nft(ESCROW, ME, ZERO, 7).nft(ESCROW, ZERO, ME, 8).nft(ESCROW, ZERO, ME, 9)
    assert [event[:2] for event in split.events('velodrome')] == [('burn', 'nft'), ('mint', 'nft'), ('mint', 'nft')]
    sent = built().nft(ESCROW, ME, OTHER, 7)
    assert {event[4] for event in sent.events('velodrome')} == {None}
    assert [event[:2] for event in built().move(VELO, DISTRIBUTOR, ME, ONE).events('velodrome')] == [('receive', 'reward')]
