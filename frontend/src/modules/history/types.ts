/** History events as the API tells them. Times of events are milliseconds. */
export interface HistoryEvent {
  identifier: number;
  entry_type: string;
  group_identifier: string;
  sequence_index: number;
  timestamp: number;
  location: string;
  location_label: string | null;
  event_type: string;
  event_subtype: string;
  asset: string;
  amount: string;
  auto_notes: string;
  user_notes?: string;
  tx_ref?: string;
  counterparty?: string | null;
  address?: string | null;
  product?: string | null;
  extra_data?: Record<string, unknown> | null;
  validator_index?: number;
  is_exit?: boolean;
  block_number?: number;
  key: string;
  rule: string;
  sources: string[];
  value: string | null;
}

export interface Entry {
  entry: HistoryEvent;
  states?: string[];
  ignored_in_accounting?: boolean;
  hidden?: boolean;
  hidden_reason?: string;
}

export interface EventPage {
  /** Entries, or for the legs of a swap a list of them. */
  entries: (Entry | Entry[])[];
  entries_found: number;
  entries_found_total: number;
  entries_total: number;
}

export type Direction = 'in' | 'out' | 'neutral';

/** Events that belong together, mostly those of a transaction. */
export interface Group {
  id: string;
  entries: Entry[];
}

export interface TypeMappings {
  global_mappings: Record<string, Record<string, { default: string }>>;
  event_category_details: Record<string, { counterparty_mappings: { default: { label: string } }; direction: Direction }>;
}

export interface Known {
  products: string[];
  counterparties: string[];
  location_labels: string[];
  locations: string[];
  assets: string[];
}

export interface Counterparty { identifier: string; label: string }

export interface Provenance {
  entry: Entry;
  decoded: HistoryEvent | null;
  edits: Record<string, unknown>;
  deleted: HistoryEvent[];
  transaction: unknown;
}

export interface Suggestion {
  close_matches: number[];
  other_events: number[];
  candidates: { identifier: number; confidence: number; method: string }[];
  entries: Entry[];
}

export interface Link {
  identifier: number;
  outgoing: number | null;
  incoming: number | null;
  state: string;
  method: string;
  confidence: number;
}

export interface HistoryStatus { evm_last_queried_ts: number; undecoded_tx_count: number; has_evm_accounts: boolean }
