/** Which issues are about the history. */
import type { Issue } from '@/shared/api';

const KINDS: ReadonlySet<string> = new Set([
  'decoding_rule_failed', 'decoding_conflict', 'fee_incomplete', 'transaction_unreadable', 'history_unavailable', 'history_needs_indexer', 'transactions_missing',
  'internal_transfers_unknown', 'staking_unavailable', 'decoding_incomplete', 'token_decimals_unknown',
]);

export const isHistoryIssue = (issue: Issue): boolean => KINDS.has(issue.kind) || issue.action === 'open_event';
