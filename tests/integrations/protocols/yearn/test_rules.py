"""Yearn: vaults of each version, told or not, gauges, staking without a receipt, locked YFI, the first governance."""

from rotkehlchen.contracts.transaction import NATIVE
from rotkehlchen.decoding.families.reward_pool import PAID, STAKED, WITHDRAWN
from rotkehlchen.decoding.families.vault import DEPOSIT
from rotkehlchen.integrations.protocols.yearn.address import GAUGES, GOVERNANCE, MIGRATORS, STAKING, V1, V2, V3, VE_YFI
from rotkehlchen.integrations.protocols.yearn.rules import API_VERSION, DEBT_UPDATED, GAUGE_UPDATE, MODIFY_LOCK, V2_DEPOSIT, V2_WITHDRAW, V2_WITHDRAW_AT_LOSS
from tests.decoding.built import ME, OTHER, ZERO, Built, address, words

ASSET, VAULT, ZAP = address(5), address(6), address(7)
COIN = 10**18
FIRST, SECOND, THIRD, GAUGE = (one[1][0].lower() for one in (V1, V2, V3, GAUGES))


def entered(share: str, word: str) -> list[tuple[str, str, str, str, str]]:
    return [('deposit', 'deposit for wrapped', ASSET, '2', word), ('receive', 'receive wrapped', share, '1', word)]


def test_listed_vaults_need_no_log_of_their_own() -> None:
    for vault, word in ((FIRST, 'yearn-v1'), (SECOND, 'yearn-v2'), (THIRD, 'yearn-v3')):
        assert Built(to=vault).move(ASSET, ME, vault, 2 * COIN).move(vault, ZERO, ME, COIN).events('yearn') == entered(vault, word)
        back = Built(to=vault).move(vault, ME, ZERO, COIN).move(ASSET, vault, ME, 2 * COIN)
        assert [event[:2] for event in back.events('yearn')] == [('spend', 'return wrapped'), ('withdrawal', 'redeem wrapped')]


def test_vault_nobody_listed_is_known_by_its_log_its_name_or_its_version() -> None:
    told = Built(to=ZAP).move(ASSET, ME, ZAP, 2 * COIN).move(VAULT, ZERO, ME, COIN).log(VAULT, V2_DEPOSIT, [ME], [COIN, 2 * COIN])
    named = Built(to=VAULT, symbols={VAULT: 'yvTOKEN'}).move(ASSET, ME, VAULT, 2 * COIN).move(VAULT, ZERO, ME, COIN)
    assert told.events('yearn') == named.events('yearn') == entered(VAULT, 'yearn-v2')
    asked = Built(to=VAULT, answers={(VAULT, API_VERSION): words(32, 5, b'3.0.2')})
    asked.move(ASSET, ME, VAULT, 2 * COIN).move(VAULT, ZERO, ME, COIN).log(VAULT, DEPOSIT, [ME, ME], [2 * COIN, COIN])
    assert asked.events('yearn') == entered(VAULT, 'yearn-v3')
    asked.answers = {}
    assert asked.decode('yearn').questions
    assert {event[4] for event in asked.events('yearn')} == {None}
    third = Built(to=VAULT).move(ASSET, ME, VAULT, 2 * COIN).log(VAULT, DEBT_UPDATED, [OTHER], [1, 2]).move(VAULT, ZERO, ME, COIN)
    assert third.log(VAULT, DEPOSIT, [ME, ME], [2 * COIN, COIN]).events('yearn') == entered(VAULT, 'yearn-v3')


def test_function_of_the_second_version_alone_tells_it() -> None:
    built = Built(to=VAULT, input=bytes.fromhex(V2_WITHDRAW_AT_LOSS[2:])).move(VAULT, ME, ZERO, COIN).move(ASSET, VAULT, ME, 2 * COIN)
    assert {event[4] for event in built.events('yearn')} == {'yearn-v2'}
    built.input = b'1234'
    assert {event[4] for event in built.events('yearn')} == {None}


def test_zap_sells_the_coin_for_shares_and_back() -> None:
    into = Built(to=ZAP, value=2 * COIN).move(NATIVE, ZAP, OTHER, 2 * COIN).move(VAULT, ZERO, ME, COIN).log(VAULT, V2_DEPOSIT, [ME], [COIN, 2 * COIN])
    assert into.events('yearn')[0] == ('deposit', 'deposit for wrapped', 'ETH', '2', 'yearn-v2')
    out = Built(to=ZAP).move(NATIVE, ZAP, ME, 2 * COIN).move(VAULT, ME, ZAP, COIN).move(VAULT, ZAP, ZERO, COIN)
    out.log(VAULT, V2_WITHDRAW, [ZAP], [COIN, 2 * COIN])
    assert [event[2] for event in out.events('yearn')] == [VAULT, 'ETH']


def test_gauge_and_staking_take_shares() -> None:
    gauge = Built(to=GAUGE).move(SECOND, ME, GAUGE, COIN).move(GAUGE, ZERO, ME, COIN)
    assert [event[4] for event in gauge.events('yearn')] == ['yearn_staking'] * 2
    other = Built(to=VAULT).move(SECOND, ME, VAULT, COIN).log(VAULT, GAUGE_UPDATE, [ME], [1, 2, 3, 4]).move(VAULT, ZERO, ME, COIN)
    assert [event[4] for event in other.events('yearn')] == ['yearn_staking'] * 2
    pool = STAKING[10][0].lower()
    stake = Built(to=pool).move(SECOND, ME, pool, COIN).log(pool, STAKED, [ME], [COIN])
    assert stake.events('yearn') == [('deposit', 'deposit for wrapped', SECOND, '1', 'yearn_staking')]
    back = Built(to=OTHER).move(SECOND, OTHER, ME, COIN).log(OTHER, WITHDRAWN, [ME], [COIN]).move(ASSET, OTHER, ME, 5).log(OTHER, PAID, [ME], [5])
    assert [event[:2] for event in back.events('yearn')] == [('withdrawal', 'redeem wrapped'), ('receive', 'reward')]


def test_staking_of_anything_else_is_not_yearn() -> None:
    built = Built(to=OTHER).move(ASSET, ME, OTHER, COIN).log(OTHER, STAKED, [ME], [COIN])
    assert {event[4] for event in built.events('yearn')} == {None}


def test_lock_migration_and_first_governance() -> None:
    escrow, migrator, pool = (one[1][0].lower() for one in (VE_YFI, MIGRATORS, GOVERNANCE))
    lock = Built(to=escrow).move(ASSET, ME, escrow, COIN).log(escrow, MODIFY_LOCK, [ME, ME], [COIN, 9, 9])
    assert lock.events('yearn') == [('deposit', 'deposit to protocol', ASSET, '1', 'yearn_staking')]
    moved = Built(to=migrator, symbols={VAULT: 'yvNEW'}).move(SECOND, ME, migrator, COIN).move(VAULT, ZERO, ME, COIN)
    assert [event[:2] for event in moved.events('yearn')] == [('migrate', 'spend'), ('migrate', 'receive')]
    back = Built(to=pool).move(ASSET, pool, ME, COIN).log(pool, WITHDRAWN, [ME], [COIN])
    assert back.events('yearn') == [('withdrawal', 'withdraw from protocol', ASSET, '1', 'ygov')]
