/** From an issue's action to what mends it: a page to open, or work to start. */
import { api, runTask, type Issue } from '@/shared/api';

export interface Fix {
  /** Key of the button's words under `issueAction`. */
  label: string;
  /** The page that mends it. */
  to?: string;
  /** Or the work that does; resolves when it is done. */
  run?: () => Promise<unknown>;
}

function textParam(issue: Issue, name: string): string {
  const value = issue.params[name];
  return typeof value === 'string' && value !== '' ? value : issue.subject;
}

const addPrice = (issue: Issue): Fix => ({ label: 'add_price', to: `/assets/prices?asset=${encodeURIComponent(textParam(issue, 'asset'))}` });
const nodes = (): Fix => ({ label: 'edit_nodes', to: '/settings/nodes' });

/** Issues that go when the history is synced again. */
const OF_TRANSACTIONS: ReadonlySet<string> = new Set([
  'history_unavailable', 'transactions_missing', 'internal_transfers_unknown', 'staking_unavailable', 'decoding_incomplete',
]);

const byAction: Record<string, (issue: Issue) => Fix> = {
  add_price: addPrice,
  show_ignored: () => ({ label: 'show_ignored', to: '/assets?show=ignored' }),
  show_missing_prices: () => ({ label: 'show_missing_prices', to: '/assets/prices' }),
  set_price: addPrice,
  edit_nodes: nodes,
  check_node: nodes,
  add_api_key: () => ({ label: 'add_api_key', to: '/settings/services' }),
  write_down_recovery_key: () => ({ label: 'write_down_recovery_key', to: '/recovery-key' }),
  make_backup: () => ({ label: 'make_backup', to: '/backups' }),
  show_reconciliation: () => ({ label: 'show_reconciliation', to: '/reconcile' }),
  edit_indexers: () => ({ label: 'edit_indexers', to: '/settings/services' }),
  open_event: issue => ({ label: 'open_event', to: `/history?group=${encodeURIComponent(textParam(issue, 'group'))}` }),
  get_transaction_again: issue => ({
    label: 'get_transaction_again',
    run: () => runTask('PUT', '/blockchains/transactions/decode', { body: { chain: textParam(issue, 'chain'), tx_refs: [textParam(issue, 'tx_ref')] } }).result,
  }),
  retry: issue => ({
    label: 'retry',
    run: OF_TRANSACTIONS.has(issue.kind)
      ? () => runTask('POST', '/blockchains/transactions').result
      : () => runTask('POST', `/balances/blockchains/${encodeURIComponent(textParam(issue, 'chain'))}`).result,
  }),
  detect_again: issue => ({
    label: 'detect_again',
    run: () => runTask('POST', `/blockchains/${encodeURIComponent(textParam(issue, 'chain'))}/tokens/detect`, { body: { only_cache: false } }).result,
  }),
  rescan_accounts: () => ({
    label: 'rescan_accounts',
    run: () => runTask('POST', '/blockchains/evm/accounts').result,
  }),
  ignore_asset: issue => ({
    label: 'ignore_asset',
    run: async () => {
      await api.put('/assets/ignored', { assets: [textParam(issue, 'asset')] });
      await api.delete(`/issues/${String(issue.identifier)}`);
    },
  }),
};

/** What can be done, or null when nothing but dismissing is left. */
export function fixOf(issue: Issue): Fix | null {
  return issue.action ? byAction[issue.action]?.(issue) ?? null : null;
}
