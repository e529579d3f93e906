"""EigenLayer: deposits, withdrawals in two steps, pods, rewards."""

from rotkehlchen.integrations.protocols.eigenlayer.rules import (
    CLAIMED,
    COMPLETED,
    DELEGATION_MANAGER,
    DEPOSITED,
    LESS,
    POD_DEPLOYED,
    POD_LOGS,
    POD_MANAGER,
    POD_SHARES,
    QUEUED,
    REWARDED,
    REWARDS,
    STRATEGY_MANAGER,
)
from rotkehlchen.integrations.protocols.eigenlayer.strategy import ASSETS, EIGEN
from tests.decoding.built import ME, OTHER, Built, address

MANAGER, DELEGATION, PODS = STRATEGY_MANAGER[1][0].lower(), DELEGATION_MANAGER[1][0].lower(), POD_MANAGER[1][0].lower()
STRATEGY, ASSET = next(iter(ASSETS.items()))
POD = address(10)
COIN = 10**18


def test_deposit_and_withdrawal_in_two_steps() -> None:
    built = Built(to=MANAGER).move(ASSET, ME, STRATEGY, COIN).log(MANAGER, DEPOSITED, [], [ME, ASSET, STRATEGY, COIN])
    assert built.events('eigenlayer') == [('staking', 'deposit asset', ASSET, '1', 'eigenlayer')]
    built = Built(to=DELEGATION).log(DELEGATION, LESS, [OTHER], [ME, STRATEGY, COIN])
    built.log(DELEGATION, QUEUED, [], [1, 0x40, ME, OTHER, ME, 0, 0, 0xE0, 0x120, 1, STRATEGY, 1, COIN])
    assert built.events('eigenlayer') == [('informational', 'none', ASSET, '0', 'eigenlayer'), ('informational', 'remove asset', ASSET, '0', 'eigenlayer')]
    built = Built(to=DELEGATION).move(ASSET, STRATEGY, ME, COIN).log(DELEGATION, COMPLETED, [], [1])
    assert built.events('eigenlayer') == [('staking', 'remove asset', ASSET, '1', 'eigenlayer')]


def test_pod_is_made_and_checked_by_who_calls_it() -> None:
    assert Built(to=PODS).log(PODS, POD_DEPLOYED, [POD, ME]).events('eigenlayer') == [('informational', 'create', 'ETH', '0', 'eigenlayer')]
    built = Built(to=POD).log(POD, POD_LOGS[0], [1, 2], [3]).log(PODS, POD_SHARES, [OTHER], [1])
    assert built.events('eigenlayer') == [('informational', 'none', 'ETH', '0', 'eigenlayer')]
    assert Built(to=OTHER).log(POD, POD_LOGS[0], [1, 2], [3]).events('eigenlayer') == []


def test_reward_and_airdrop() -> None:
    contract = REWARDS[1][0].lower()
    built = Built(to=contract).move(ASSET, contract, ME, COIN).log(contract, REWARDED, [ME, ME, ME], [1, ASSET, COIN])
    assert built.events('eigenlayer') == [('receive', 'reward', ASSET, '1', 'eigenlayer')]
    for token, subtype in ((EIGEN, 'airdrop'), (ASSET, 'none')):
        assert Built().move(token, OTHER, ME, COIN).log(OTHER, CLAIMED, [ME], [COIN]).events('eigenlayer')[0][1] == subtype
