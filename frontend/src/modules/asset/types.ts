/** Shapes of the asset routes. */
export interface AssetEntry {
  identifier: string;
  name: string | null;
  symbol?: string | null;
  asset_type: string;
  address?: string | null;
  evm_chain?: string | null;
  token_kind?: string | null;
  decimals?: number | null;
  protocol?: string | null;
  started?: number | null;
  swapped_for?: string | null;
  forked?: string | null;
  cryptocompare?: string | null;
  coingecko?: string | null;
  custom_asset_type?: string | null;
  notes?: string | null;
  underlying_tokens?: unknown;
}

export interface Page<T> { entries: T[]; entries_found: number; entries_total: number }

export interface CustomAsset {
  identifier: string;
  name: string;
  custom_asset_type: string;
  notes: string | null;
}

export interface TokenDetails { decimals?: number | null; symbol?: string | null; name?: string | null }
