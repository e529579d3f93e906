"""Safes: who sent an execution is named, owners, and the SAFE token."""

from rotkehlchen.integrations.protocols.safe.rules import (
    CHANGES,
    CLAIMED_VESTING,
    FAILURE,
    LOCKED,
    LOCKS,
    NEW_MASTER,
    SAFE,
    SET_UP,
    STAKES,
    SUCCESS,
    UNLOCKED,
    UNSTAKED,
)
from tests.decoding.built import ME, OTHER, Built, address

MULTISIG, POOL = address(10), address(11)
COIN = 10**18
REMARK = ('informational', 'none', 'ETH', '0', 'safe-multisig')


def test_execution_names_the_sender_once() -> None:
    for topic in (SUCCESS, FAILURE):
        assert Built(to=MULTISIG).log(MULTISIG, topic, [], [1, 0]).events('safe') == [REMARK]
    assert Built(to=MULTISIG).log(MULTISIG, CHANGES[0], [], [OTHER]).log(MULTISIG, SUCCESS, [], [1, 0]).events('safe') == [REMARK]
    built = Built(to=MULTISIG).log(MULTISIG, NEW_MASTER, [], [OTHER]).log(MULTISIG, SUCCESS, [], [1, 0])
    assert built.events('safe') == [('informational', 'update', 'ETH', '0', 'safe-multisig')]


def test_own_safe_that_somebody_else_sent_is_told() -> None:
    done = Built(sender=OTHER, to=MULTISIG, tracked=(MULTISIG,)).log(MULTISIG, SUCCESS, [], [1, 0]).decode('safe')
    assert [(event.account or '').lower() for event in done.events] == [OTHER]
    assert Built(sender=OTHER, to=POOL, tracked=(MULTISIG,)).log(MULTISIG, SUCCESS, [], [1, 0]).events('safe') == []


def test_new_safe() -> None:
    assert Built(to=POOL).log(MULTISIG, SET_UP, [POOL], [0x80, 1, 0, 0, 1, ME]).events('safe') == [
        ('informational', 'create', 'ETH', '0', 'safe-multisig'),
    ]


def test_safe_token_vests_is_locked_and_staked() -> None:
    token, lock, stake = SAFE[1], LOCKS[1][0].lower(), STAKES[1][0].lower()
    built = Built(to=POOL).log(POOL, CLAIMED_VESTING, [1, ME, ME]).move(token, POOL, ME, COIN)
    assert built.events('safe') == [('receive', 'reward', token, '1', 'safe')]
    built = Built(to=lock).move(token, ME, lock, COIN).log(lock, LOCKED, [ME], [COIN])
    assert built.events('safe') == [('staking', 'deposit asset', token, '1', 'safe')]
    assert Built(to=lock, tokens={token: 18}).log(lock, UNLOCKED, [ME, 1], [COIN]).events('safe') == [('informational', 'none', token, '1', 'safe')]
    built = Built(to=stake).log(stake, UNSTAKED, [ME, 1], [COIN]).move(token, stake, ME, COIN)
    assert built.events('safe') == [('staking', 'remove asset', token, '1', 'safe')]
