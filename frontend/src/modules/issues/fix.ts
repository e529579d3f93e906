/** From an issue's action to the page that mends it. */
import type { Issue } from '@/shared/api';

const byAction: Record<string, (issue: Issue) => string> = {
  set_price: issue => `/assets/prices?asset=${encodeURIComponent(issue.subject)}`,
  add_price: issue => `/assets/prices?asset=${encodeURIComponent(issue.subject)}`,
  add_manual_price: issue => `/assets/prices?asset=${encodeURIComponent(issue.subject)}`,
  edit_node: () => '/settings/nodes',
  check_node: () => '/settings/nodes',
  add_node: () => '/settings/nodes',
  check_nodes: () => '/settings/nodes',
  add_api_key: () => '/settings/services',
  add_asset: issue => `/assets/all?add=${encodeURIComponent(issue.subject)}`,
  edit_asset: issue => `/assets/all?asset=${encodeURIComponent(issue.subject)}`,
  write_down_recovery_key: () => '/recovery-key',
  make_backup: () => '/backups',
  view_accounts: () => '/accounts',
};

/** Where to go to fix it, or null when there is no page for it. */
export function fixTarget(issue: Issue): string | null {
  return issue.action === null ? null : byAction[issue.action]?.(issue) ?? null;
}
