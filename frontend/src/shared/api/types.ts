/**
 * Shapes of answers that the client reads. Amounts are decimal text and stay text.
 * Written by hand until `npm run generate-api` has written schema.generated.ts from the OpenAPI document.
 */
export type DecimalText = string;

export interface TaskProgress {
  done: number;
  total: number | null;
  step: string | null;
}

export interface TaskInfo {
  id: number;
  name: string;
  status: string;
  progress: TaskProgress | null;
  started?: number | null;
}

export interface TaskOutcomeAnswer {
  status: 'pending' | 'completed' | 'not-found';
  outcome?: unknown;
  status_code?: number;
}

export interface Issue {
  identifier: number | string;
  kind: string;
  subject: string;
  severity: 'info' | 'warning' | 'error';
  time: number;
  params: Record<string, unknown>;
  action: string | null;
}

export type ChangedData =
  | 'prices' | 'balances' | 'manual_balances' | 'accounts' | 'tags' | 'issues' | 'assets' | 'settings'
  | 'snapshots' | 'nodes' | 'names' | (string & {});

export type SocketMessage =
  | { type: 'task_progress'; data: { task_id: number; name: string; done: number; total: number | null; step: string | null } }
  | { type: 'task_finished'; data: { task_id: number; name: string; status: 'completed' | 'failed' | 'cancelled' } }
  | { type: 'data_changed'; data: { what: ChangedData } }
  | { type: 'issue'; data: Issue }
  | { type: 'legacy'; data: { verbosity: string; value: string } }
  | { type: 'subscribed'; data: { subscribe: boolean } }
  | { type: 'profile_locked'; data: unknown };

export interface BalanceEntry {
  amount: DecimalText;
  value?: DecimalText;
  percentage_of_net_value?: string;
}

export interface PlaceValue {
  value?: DecimalText;
  percentage_of_net_value?: string;
  /** False when something without a known price is there. */
  complete?: boolean;
}

export interface AllBalances {
  assets: Record<string, BalanceEntry>;
  liabilities: Record<string, BalanceEntry>;
  location: Record<string, PlaceValue>;
  chain?: Record<string, PlaceValue>;
  net_value: DecimalText;
  currency?: string;
  complete?: boolean;
  unknown_prices?: string[];
  last_refresh_ts?: number | null;
}

/** Protocol (or `address` for what the account simply holds) to balance. */
export type ProtocolBalances = Record<string, BalanceEntry>;

export interface AccountBalances {
  assets: Record<string, ProtocolBalances>;
  liabilities: Record<string, ProtocolBalances>;
}

export interface BlockchainBalances {
  per_account: Record<string, Record<string, AccountBalances>>;
  totals: AccountBalances;
  last_refresh_ts?: number | Record<string, number> | null;
}

export interface ManualBalance {
  identifier: number;
  asset: string;
  label: string;
  amount: DecimalText;
  location: string;
  balance_type: 'asset' | 'liability';
  tags: string[] | null;
  value?: DecimalText;
  asset_is_missing?: boolean;
}

export interface NetValueHistory {
  times: number[];
  data: DecimalText[];
  /** Times whose value leaves out something of unknown price. */
  incomplete_times?: number[];
}

export interface AssetInfo {
  name: string | null;
  symbol: string | null;
  asset_type?: string | null;
  collection_id?: string | null;
  evm_chain?: string | null;
  custom_asset_type?: string | null;
  is_custom_asset?: boolean;
  is_spam?: boolean;
}

export interface AssetMappings {
  assets: Record<string, AssetInfo>;
  asset_collections: Record<string, { name: string; symbol: string; main_asset: string }>;
}

export interface AssetSearchHit {
  identifier: string;
  name: string | null;
  symbol: string | null;
  asset_type?: string | null;
  evm_chain?: string | null;
  is_custom_asset?: boolean;
}

export interface Tag {
  name: string;
  description: string | null;
  background_color: string;
  foreground_color: string;
}

export type UserStates = Record<string, 'loggedin' | 'loggedout'>;

/** All settings by name; those which the client itself reads are typed. */
export interface Settings {
  [name: string]: unknown;
  main_currency: string | { identifier?: string };
  frontend_settings: string;
  ui_floating_precision: number;
  display_date_in_localtime: boolean;
}

export interface LoginResult {
  exchanges: unknown[];
  settings: Settings;
  recovery_key_confirmed?: boolean;
  recovery_key?: string;
}

export interface SupportedBlockchain {
  id: string;
  name: string;
  type: string;
  native_token?: string;
  image?: string;
  evm_chain_name?: string;
}
