"""Scores the decoding alone on the real transactions beside the project: no server, no database, seconds for all of them.

    python -m tests.conformance.offline [--only curve,aave_v3] [--case curve/cfc1] [--show-failed] [--findings]

The score that counts is the one over the REST API (`make conformance`); this one is for working on rules.
"""

import argparse
import importlib.util
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

from rotkehlchen.contracts.chain import parse_chain
from rotkehlchen.contracts.explorer_api import parse_internal
from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.transaction import EvmFacts, Surroundings, TokenFact
from rotkehlchen.core.event import HistoryEvent
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.time import TimestampS
from rotkehlchen.decoding.facts import parse_transaction
from rotkehlchen.decoding.pipeline import Decoded, decode
from rotkehlchen.decoding.rulebook import load_ruleset
from rotkehlchen.decoding.ruleset import Ruleset

PACK = Path(__file__).parents[3] / 'shared' / 'conformance'
MAX_ROUNDS = 6


@lru_cache(maxsize=1)
def load_replay() -> ModuleType:
    spec = importlib.util.spec_from_file_location('replay', PACK / 'replay.py')
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules['replay'] = module
    spec.loader.exec_module(module)
    return module


@lru_cache(maxsize=1)
def chain_facts() -> dict[int, EvmFacts]:
    chains = [parse_chain(manifest) for manifest in Registry().manifests('chain')]
    return {
        chain.chain_id: EvmFacts(
            chain.chain_id, chain.evm_chain_name.replace('_', ' '), chain.native_asset, chain.native_decimals,
            chain.wrapped_native.lower() if chain.wrapped_native else None, chain.gas_fee,
        ) for chain in chains
    }


def decode_case(case: dict[str, Any], chains: dict[int, Any], rules: Ruleset) -> Decoded:
    """As the service does it: decode, ask what was asked, decode again, until nothing new is asked."""
    chain = chains[case['chain_id']]
    tokens: dict[str, TokenFact] = {}
    answers: dict[tuple[str, bytes], bytes | None] = {}
    for _ in range(MAX_ROUNDS):
        around = Surroundings(chain_facts()[case['chain_id']], frozenset(a.lower() for a in case['tracked']), tokens, answers)
        timestamp = TimestampS(int(str((case['block'] or {}).get('timestamp', '0x0')), 16))
        internal = parse_internal({'status': '1', 'message': 'OK', 'result': case['internal']}, 'replay')
        done = decode(parse_transaction(case['tx'], case['receipt'], internal, timestamp, around), rules)
        if not done.questions and not done.unknown_tokens:
            break
        for token in done.unknown_tokens:
            tokens[token] = _token(chain, token)
        for address, data in done.questions:
            result = chain.call(address, '0x' + data.hex())
            answers[address, data] = bytes.fromhex(result[2:]) if result else None
    return done


def _token(chain: Any, address: str) -> TokenFact:
    known = chain.tokens.get(address)
    if known is not None:
        return TokenFact(known.get('decimals'), known.get('symbol') or '', known.get('name') or '')
    result = chain.call(address, '0x313ce567')
    return TokenFact(int(result, 16) if result and len(result) == 66 else None)


def key(event: HistoryEvent) -> tuple[Any, ...]:
    asset = event.asset.lower() if event.asset.startswith('eip155:') else event.asset
    return (event.type, None if event.subtype == 'none' else event.subtype, asset, event.amount.normalize(), (event.account or '').lower(),
            (event.counterparty or '').lower())


def wanted_key(event: dict[str, Any]) -> tuple[Any, ...]:
    asset = event['asset'].lower() if event['asset'].startswith('eip155:') else event['asset']
    return (event['event_type'], event['event_subtype'], asset, Decimal(event['amount']).normalize(), (event['location_label'] or '').lower(),
            (event['counterparty'] or '').lower())


def run(cases: list[dict[str, Any]], rules: Ruleset) -> Iterator[tuple[dict[str, Any], Decoded, list[Any], list[Any]]]:
    replay = load_replay()
    chains = replay.load([PACK / 'cases.jsonl.gz'], PACK / 'tokens.json')
    for case in cases:
        done = decode_case(case, chains, rules)
        yield case, done, [wanted_key(event) for event in case['expected']], [key(event) for event in done.events]


def main() -> None:
    set_decimal_context()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--only')
    parser.add_argument('--case')
    parser.add_argument('--show-failed', action='store_true')
    parser.add_argument('--findings', action='store_true')
    arguments = parser.parse_args()
    cases = load_replay().read_cases(PACK / 'cases.jsonl.gz')
    if arguments.only:
        cases = [case for case in cases if case['protocol'] in arguments.only.split(',')]
    if arguments.case:
        cases = [case for case in cases if case['id'].startswith(arguments.case)]
    rules = load_ruleset(Registry())
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    started = time.process_time()
    for case, done, want, got in run(cases, rules):
        common = sum((Counter(want) & Counter(got)).values())
        totals[case['protocol']].update(cases=1, strict=want == got, common=common, wanted=len(want), got=len(got))
        if (arguments.show_failed and want != got) or arguments.case:
            print('=====', case['id'], case['chain_id'], 'strict' if want == got else 'DIFFERENT')
            for item in want:
                print('   want' if item in got else ' - want', *item)
            for item, event in zip(got, done.events, strict=True):
                print('    got' if item in want else ' +  got', *item, '<-', event.rule, event.sources)
        if arguments.findings or arguments.case:
            for finding in done.findings:
                print('   finding', case['id'], finding.kind, dict(finding.params))
    whole: Counter[str] = Counter()
    for name in sorted(totals):
        whole.update(totals[name])
        _line(name, totals[name])
    _line('ALL', whole)
    print(f'{time.process_time() - started:.1f} s CPU')


def _line(name: str, total: Counter[str]) -> None:
    f1 = 2 * total['common'] / max(1, total['wanted'] + total['got'])
    print(f'{name:24} cases {total["cases"]:4} strict {total["strict"] / total["cases"]:7.1%} F1 {f1:7.1%}')


if __name__ == '__main__':
    main()
