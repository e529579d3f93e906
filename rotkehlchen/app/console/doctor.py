"""`doctor`: checks everything that the application needs, and says what to do where something is wrong."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rotkehlchen.app.console import secret
from rotkehlchen.app.console.secret import PASSWORD, Secret
from rotkehlchen.app.console.status import DONE, FAILED, INCOMPLETE
from rotkehlchen.app.console.user import is_open
from rotkehlchen.app.console.word import Answer, Call, Word
from rotkehlchen.core.errors import AppError, CancelledError
from rotkehlchen.core.issue import Severity
from rotkehlchen.services.container import AppServices, UserServices
from rotkehlchen.services.diagnosis import database, machine, network
from rotkehlchen.services.diagnosis.check import Check, worst

NO_PROFILE: Final = 'Name a profile with --profile: its nodes, indexers and price sources are asked then.'
STATUS_OF_WORST: Final = {'ok': DONE, 'warning': INCOMPLETE, 'failed': FAILED}


def _add(parser: ArgumentParser) -> None:
    parser.add_argument('--profile', default=None, metavar='NAME', help='check the database of this profile, too, and all that it asks')
    secret.add_options(parser, PASSWORD)
    parser.add_argument('--chain', action='append', default=[], metavar='CHAIN', help='check this chain (default: those with accounts); may be repeated')
    parser.add_argument('--offline', action='store_true', help='ask nobody')


def _secrets(options: Namespace) -> Sequence[Secret]:
    return () if options.profile is None else (PASSWORD,)


def _run(call: Call) -> Answer:
    checks = list(_checks(call))
    status = worst(checks)
    return Answer({'status': status, 'checks': [asdict(one) for one in checks]}, list(_tell(checks)), STATUS_OF_WORST[status])


def _checks(call: Call) -> Iterator[Check]:
    directory: Path = call.options.data_dir.expanduser().absolute()
    found = machine.check_directory(directory)
    yield found
    if found.status == 'failed':
        return
    yield machine.check_permissions(directory)
    yield machine.check_space(directory)
    whole = database.check_global(directory)
    yield whole
    if whole.status == 'failed':
        yield Check('profiles', '', 'skipped', 'Without the database of assets no profile can be opened.')
        return
    with call.services() as services:
        yield from _check_profiles(call, services)


def _check_profiles(call: Call, services: AppServices) -> Iterator[Check]:
    names = services.profiles.list()
    if not names:
        yield Check('profiles', '', 'warning', 'There is no profile in this data directory.', 'Make one, or name another directory with --data-dir.')
    for name in names:
        call.job.check()
        yield from database.check_profile_files(services.profiles, name, services.clock)
    if call.options.profile is None:
        yield Check('network', '', 'skipped', NO_PROFILE)
        return
    services.profiles.folder(call.options.profile)  # raises where there is none
    if is_open(services, call.options.profile):
        why = f'{call.options.profile} is open in a running application: log out there to have it checked.'
        yield Check('profile_database', call.options.profile, 'skipped', why)
        yield Check('network', '', 'skipped', why)
        return
    opened = database.check_profile(services.profiles, call.options.profile, call.secrets['password'])
    yield opened
    if opened.status == 'ok':
        yield from _check_opened(call, services)
    else:
        yield Check('network', '', 'skipped', 'The profile was not opened.')


def _check_opened(call: Call, services: AppServices) -> Iterator[Check]:
    try:
        _api, user = call.log_in(services)
    except CancelledError:
        raise
    except AppError as error:
        yield Check('profile_opens', call.options.profile, 'failed', error.message, 'Look into the log of the application.', {'code': error.error_code})
        return
    yield _check_issues(user)
    if call.options.offline:
        yield Check('network', '', 'skipped', 'Nobody was asked (--offline).')
        return
    chains = call.options.chain or [chain.id for chain in user.chains.all() if user.accounts.accounts(chain.id)]
    if not chains:
        yield Check('nodes', '', 'skipped', 'There is no account on any chain; --chain eth checks one all the same.')
    nodes = network.check_nodes(user, chains, network.wall_clock, call.job)
    yield from nodes
    yield from network.check_indexers(user, [chain for chain in chains if user.chains.find(chain) is not None], call.job)
    yield from network.check_oracles(user, services.prices, services.assets.load_refs([network.SAMPLE])[network.SAMPLE], call.job)
    yield network.check_clock(_endpoints(user, nodes), nodes, services.outbound, network.wall_clock, call.job)


def _check_issues(user: UserServices) -> Check:
    found = [stored.issue for stored in user.issue_list.open()]
    by_severity = {severity.value: sum(one.severity is severity for one in found) for severity in Severity}
    kinds: dict[str, int] = {}
    for one in found:
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    facts: dict[str, Any] = {**by_severity, 'kinds': kinds}
    if by_severity['error']:
        words = f'{len(found)} issues are open, {by_severity["error"]} of them errors.'
        return Check('issues', '', 'warning', words, 'Open the list of issues: each says what to do.', facts)
    return Check('issues', '', 'ok', f'{len(found)} issues are open.', '', facts)


def _endpoints(user: UserServices, nodes: Sequence[Check]) -> list[str]:
    """One working node a chain: they are asked for the time as well."""
    found = []
    for check in nodes:
        if check.facts.get('nodes'):
            found += [node.endpoint for node in user.nodes.load(check.subject) if node.runtime_status == 'connected'][:1]
    return found


def _tell(checks: Sequence[Check]) -> Iterator[str]:
    for one in checks:
        yield f'{one.status:8} {one.name.replace("_", " ")}{f" ({one.subject})" if one.subject else ""}: {one.detail}'
        if one.advice:
            yield f'         -> {one.advice}'
    counts = {status: sum(one.status == status for one in checks) for status in ('failed', 'warning')}
    yield 'Everything that was checked is in order.' if not any(counts.values()) else f'{counts["failed"]} failed, {counts["warning"]} to look at.'


DOCTOR: Final = Word('doctor', 'Checks databases, nodes, indexers, price sources, disk, permissions and clock, and says what to do.', _add, _run, _secrets)
