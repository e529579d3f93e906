/**
 * Shapes of answers that the client reads. Their fields come from the OpenAPI document (`npm run generate-api`); here
 * they only get short names, and the fields that the backend always sends are made required. Amounts are decimal
 * text and stay text.
 */
import type { components } from './schema.generated';

type Schema = components['schemas'];
/** T with the fields K always there. */
type Always<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };

export type DecimalText = string;

export interface TaskProgress {
  done: number;
  total: number | null;
  step: string | null;
}

export type TaskInfo = Omit<Schema['TaskTaskState'], 'progress'> & { progress: TaskProgress | null };
export type TaskOutcomeAnswer = Omit<Schema['TaskTaskOutcome'], 'progress'>;

export type Issue = Omit<Schema['IssueIssueShape'], 'severity' | 'first_seen'> & { severity: 'info' | 'warning' | 'error' };

export type ChangedData =
  | 'prices' | 'balances' | 'manual_balances' | 'accounts' | 'tags' | 'issues' | 'assets' | 'settings'
  | 'snapshots' | 'nodes' | 'names' | (string & {});

export type SocketMessage =
  | { type: 'task_progress'; data: { task_id: number; name: string; done: number; total: number | null; step: string | null } }
  | { type: 'task_finished'; data: { task_id: number; name: string; status: 'completed' | 'failed' | 'cancelled' } }
  | { type: 'data_changed'; data: { what: ChangedData } }
  | { type: 'issue'; data: Issue }
  | { type: 'transaction_status'; data: { subtype: string; chain: string; address: string; status: string; period: [first: number, last: number] } }
  | { type: 'legacy'; data: { verbosity: string; value: string } }
  | { type: 'subscribed'; data: { subscribe: boolean } }
  | { type: 'profile_locked'; data: unknown };

export type BalanceEntry = Schema['BalanceAssetWorth'];
export type PlaceValue = Schema['BalancePlaceWorth'];
export type AllBalances = Always<Schema['BalanceAllBalances'], 'assets' | 'liabilities' | 'location'>;

/** Protocol (or `address` for what the account simply holds) to balance. */
export type ProtocolBalances = Record<string, Schema['ChainBalanceWorthShape']>;
export type AccountBalances = Always<Schema['ChainBalanceAccountSidesShape'], 'assets' | 'liabilities'>;

export interface BlockchainBalances extends Omit<Schema['ChainBalanceChainBalancesShape'], 'per_account' | 'totals'> {
  /** Chain to address to balances. */
  per_account: Record<string, Record<string, AccountBalances>>;
  totals: Always<Schema['ChainBalanceSidesShape'], 'assets' | 'liabilities'>;
}

/** `value` is `NaN` when no price is known. */
export type ManualBalance = Omit<Schema['ManualBalanceBalanceShape'], 'balance_type' | 'asset_is_missing'> & {
  balance_type: 'asset' | 'liability';
  asset_is_missing?: boolean;
};
export type NetValueHistory = Pick<Schema['StatisticsNetValueShape'], 'times' | 'data'> & Partial<Schema['StatisticsNetValueShape']>;

export type AssetInfo = Partial<Schema['AssetAssetName']>;
export type AssetMappings = Always<Schema['AssetMappings'], 'assets' | 'asset_collections'>;
export type AssetSearchHit = AssetInfo & Pick<Schema['AssetFoundAsset'], 'identifier'>;

export type Tag = Schema['TagTagShape'];
export type UserStates = Record<string, 'loggedin' | 'loggedout'>;

/** All settings by name; those which the client itself reads are typed. */
export type Settings = Record<string, unknown> & Pick<Always<Schema['SettingAllSettings'], 'main_currency' | 'frontend_settings' | 'ui_floating_precision' | 'display_date_in_localtime'>,
  'main_currency' | 'frontend_settings' | 'ui_floating_precision' | 'display_date_in_localtime'>;

export type LoginResult = Omit<Schema['UserCreated'], 'settings'> & { settings: Settings };

export type SupportedBlockchain = Schema['ChainChainShape'];

/** Times of events are milliseconds. `value` is told where it was asked for. */
export type HistoryEvent = Omit<Always<Schema['HistoryFilterEventShape'], 'key' | 'rule' | 'sources'>, 'extra_data'> & { extra_data?: Record<string, unknown> | null };
export type HistoryEntry = Omit<Schema['HistoryFilterEntryShape'], 'entry' | 'event_accounting_rule_status'> & { entry: HistoryEvent };
/** An entry for each event, or for the legs of a swap a list of them. */
export type HistoryPage = Omit<Schema['HistoryEventEventPage'], 'entries' | 'entries_limit'> & { entries: (HistoryEntry | HistoryEntry[])[] };
export type EventProvenance = Omit<Schema['HistoryEventProvenanceShape'], 'entry' | 'decoded' | 'deleted'> & { entry: HistoryEntry; decoded: HistoryEvent | null; deleted: HistoryEvent[] };
export type MatchLink = Schema['HistoryMatchLinkShape'];
export type MatchSuggestion = Omit<Schema['HistoryMatchSuggestionShape'], 'entries'> & { entries: HistoryEntry[] };
export type Counterparty = Schema['HistoryWordCounterpartyShape'];
export type HistorySummary = Schema['TransactionSummaryShape'];

/** All fields there, however deep, and no empty object where a nested one may be null. */
type Full<T> = T extends readonly (infer E)[] ? Full<E>[] : T extends object ? { [K in keyof T]-?: Full<Exclude<T[K], undefined | Record<string, never>>> } : T;

export type ImportSource = Full<Schema['DataImportSourceShape']>;
export type ImportPreview = Full<Schema['DataImportPreviewShape']>;
export type ImportResult = Full<Schema['DataImportResultShape']>;
export type ImportRun = Full<Schema['DataImportRunShape']>;
export type ImportMapping = Full<Schema['DataImportMappingShape']>;
export type ImportLeftOut = Full<Schema['DataImportLeftOutShape']>;

export type Reconciliation = Full<Schema['ReconciliationReportShape']>;
export type Performance = Full<Schema['PerformancePerformanceShape']>;

export type ReportList = Full<Schema['ReportReportListShape']>;
/** A report never changes. `settings` and `stamps` are as the backend keeps them. */
export type Report = Omit<ReportList['entries'][number], 'settings' | 'stamps' | 'overview'> & {
  settings: Record<string, unknown> & { profit_currency: string };
  stamps: Record<string, unknown>;
  overview: Record<string, { taxable: DecimalText; free: DecimalText; not_known?: number }>;
};
/** A gain or price that is not known is the text `NaN`. */
export type ReportLine = Omit<Full<Schema['ReportLineShape']>, 'group_id'> & { group_id?: string };
export type OpenedReportLine = Full<Schema['ReportOpenedLineShape']>;
export type ReportFinding = Omit<Full<Schema['ReportFindingShape']>, 'params'> & { params: Record<string, unknown> };
export type ReportForm = Omit<Full<Schema['ReportFormShape']>, 'rows' | 'totals'> & { rows: (string | number | null)[][]; totals: (string | number | null)[] | null };
export type HeldLot = Full<Schema['HoldingHeldLotShape']>;
export type WhatIf = Full<Schema['HoldingSalesShape']>;
export type Jurisdiction = Full<Schema['HoldingJurisdictionShape']>;

export type AccountingRuleData = Schema['AccountingRuleRuleDataShape'];
export type AccountingRule = Schema['AccountingRuleRuleShape'];
export type AccountingRuleConflict = Schema['AccountingRuleConflictShape'];
