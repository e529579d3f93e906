"""Asks again for internal transfers that nobody could tell when their transaction was fetched."""

import logging
from dataclasses import dataclass

from rotkehlchen.core.errors import RemoteError
from rotkehlchen.core.progress import Job, QuietJob
from rotkehlchen.services.setting import SettingService
from rotkehlchen.services.transaction import TransactionParts, TransactionService
from rotkehlchen.storage.internal_problem import InternalProblem

log = logging.getLogger(__name__)


class InternalRepair:
    def __init__(self, parts: TransactionParts, transactions: TransactionService) -> None:
        self._parts = parts
        self._transactions = transactions

    def run(self, limit: int, job: Job | None = None) -> int:
        """Ask about up to `limit` transactions; what is learnt is decoded. How many problems were solved."""
        watched, fixed = job or QuietJob(), 0
        changed: dict[str, list[str]] = {}
        due = self._parts.problems.load_due(limit)
        for problem in due:
            watched.check()
            outcome = self._ask(problem, watched)
            fixed += outcome is not None
            if outcome:
                changed.setdefault(problem.chain, []).append(problem.tx_hash)
        for chain in dict.fromkeys(problem.chain for problem in due):
            self._transactions.report_unknown(chain)
        for chain, hashes in changed.items():
            self._parts.decoder.decode_named(chain, hashes, watched)
        return fixed

    def _ask(self, problem: InternalProblem, job: Job) -> bool | None:
        """Whether other transfers are stored now than before; None if nobody could tell."""
        chain = self._parts.chains.find(problem.chain)
        if chain is None:
            return None
        try:
            internal = self._parts.facts.fetch_internal_of(chain, problem.tx_hash, job)
        except RemoteError as error:
            log.info('%s: still no internal transfers of a transaction: %s', problem.chain, error.error_code)
            self._parts.problems.note_attempt(problem.chain, problem.tx_hash, self._parts.clock(), error.message)
            return None
        is_changed = self._parts.transactions.save_internal(problem.chain, problem.tx_hash, internal)
        self._parts.problems.note_attempt(problem.chain, problem.tx_hash, self._parts.clock(), None)
        self._parts.notifier.publish('internal_tx_fixed', {'chain': problem.chain, 'tx_hash': problem.tx_hash})
        return is_changed


@dataclass
class RepairDue:
    """Whether it is time to ask again: there are open problems, and the last time is as long ago as the setting wants."""

    settings: SettingService
    repair: InternalRepair
    parts: TransactionParts
    last: int = 0

    def __call__(self, now: int) -> bool:
        if now - self.last < self.settings.get('internal_tx_conflict_repull_frequency') or not self.parts.problems.count()[0]:
            return False
        self.last = now
        return True

    def work(self) -> None:
        self.repair.run(self.settings.get('internal_txs_to_repull'))
