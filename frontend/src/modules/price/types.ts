/** Shapes of the price routes. */
export interface LatestPrice { from_asset: string; to_asset: string; price: string }
export interface HistoricPrice extends LatestPrice { timestamp: number; source_type?: string }
export interface CachedRange { from_asset: string; to_asset: string; from_timestamp: number; to_timestamp: number }
export type OracleEntry = string | { id: string; name?: string };
export interface Oracles { history: OracleEntry[]; current: OracleEntry[] }
