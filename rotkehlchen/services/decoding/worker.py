"""Decodes batches of stored transactions: in this process, or in worker processes so that every core is used.

A batch goes to a worker as the bytes that are stored and comes back as `Decoded` values. Workers are told once what is known of the
chain; what is learnt while they run goes along with the batches that need it.
"""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rotkehlchen.contracts.registry import Registry
from rotkehlchen.contracts.transaction import EvmFacts, Surroundings, TokenFact
from rotkehlchen.core.money import set_decimal_context
from rotkehlchen.core.time import TimestampS
from rotkehlchen.decoding.facts import FactError, parse_transaction
from rotkehlchen.decoding.pipeline import Decoded, Finding, decode
from rotkehlchen.decoding.rulebook import load_ruleset
from rotkehlchen.decoding.ruleset import Ruleset

PROCESSES: Final = max(1, multiprocessing.cpu_count())


@dataclass(frozen=True, slots=True)
class RawTransaction:
    """`identifier` of the stored row; JSON of node and indexer as parsed mappings."""

    identifier: int
    tx_hash: str
    timestamp: TimestampS
    transaction: Mapping[str, Any]
    receipt: Mapping[str, Any]
    internal: Sequence[Mapping[str, Any]]


@lru_cache(maxsize=1)
def shipped_rules() -> Ruleset:
    return load_ruleset(Registry())


def decode_one(raw: RawTransaction, around: Surroundings) -> Decoded:
    """What can't be read as a transaction has no events and a finding that says so."""
    try:
        tx = parse_transaction(raw.transaction, raw.receipt, raw.internal, raw.timestamp, around)
    except FactError as error:
        finding = Finding('transaction_unreadable', {'error': str(error)[:200]})
        return Decoded(f'{around.chain.chain_id}{raw.tx_hash}', (), (finding,), frozenset(), frozenset())
    return decode(tx, shipped_rules())


# ---------------------------------------------------------------------- in worker processes
_around: Surroundings | None = None


def _begin(chain: EvmFacts, tracked: frozenset[str], tokens: dict[str, TokenFact], answers: dict[tuple[str, bytes], bytes | None],
           contacts: frozenset[str]) -> None:
    global _around
    threading.Thread(target=_end_with_parent, daemon=True).start()
    set_decimal_context()
    _around = Surroundings(chain, tracked, tokens, answers, contacts)
    shipped_rules()


def _end_with_parent() -> None:
    """A worker holds both ends of its queue, so it would wait for ever after a kill of the backend."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _decode_batch(batch: Sequence[RawTransaction]) -> list[Decoded]:
    assert _around is not None
    return [decode_one(raw, _around) for raw in batch]


class WorkerPool:
    """Processes that decode for one chain. Use as a context; leaving it ends them, whatever they are doing."""

    def __init__(self, around: Surroundings, processes: int = PROCESSES) -> None:
        self._executor = ProcessPoolExecutor(
            processes, mp_context=multiprocessing.get_context('spawn'), initializer=_begin,
            initargs=(around.chain, around.tracked, dict(around.tokens), dict(around.answers), around.contacts),
        )

    def __enter__(self) -> 'WorkerPool':
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def run(self, batches: Iterator[Sequence[RawTransaction]], ahead: int = PROCESSES * 2) -> Iterator[tuple[Sequence[RawTransaction], list[Decoded]]]:
        """Batches with their results, in order, a few at work at a time."""
        running: list[tuple[Sequence[RawTransaction], Future[list[Decoded]]]] = []
        for batch in batches:
            running.append((batch, self._executor.submit(_decode_batch, batch)))
            if len(running) >= ahead:
                done, future = running.pop(0)
                yield done, future.result()
        for done, future in running:
            yield done, future.result()
