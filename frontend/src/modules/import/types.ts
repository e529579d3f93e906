/** Words of imports on the client. What the API tells is typed in `shared/api`. */
import type { ImportLeftOut, ImportMapping, ImportPreview } from '@/shared/api';

export type { ImportResult, ImportRun, ImportSource } from '@/shared/api';
export type Preview = ImportPreview;
export type LeftOut = ImportLeftOut;
export type ProblemRow = ImportLeftOut['problems'][number];
export type PreviewEvent = ImportPreview['preview'][number][number];
export type UnknownAsset = ImportPreview['unknown_assets'][number];
export type NamedMapping = ImportMapping;

export const FIELDS = [
  'time', 'type', 'in_amount', 'in_asset', 'out_amount', 'out_asset', 'amount', 'asset', 'pair', 'total', 'price', 'price_asset', 'fee_amount', 'fee_asset', 'location', 'account', 'note', 'identity', 'transaction', 'group',
] as const;
export type FieldName = typeof FIELDS[number];
/** Fields that may hold one asset for all rows instead of a column. */
export const ASSET_FIELDS = ['in_asset', 'out_asset', 'asset', 'price_asset', 'fee_asset'] as const satisfies readonly FieldName[];
export type AssetField = typeof ASSET_FIELDS[number];

/** The user's own reading of a file. `assets`: one asset for all rows, empty while it is being chosen. `kinds`: words of the column `type`, in lower case; `default_kind`: what all others mean, empty: they are problems. */
export type Mapping = Omit<ImportMapping, 'name' | 'columns' | 'assets'> & { columns: Partial<Record<FieldName, string>>; assets: Partial<Record<AssetField, string>> };

/** What the user says of a file. */
export interface FileChoice {
  /** Id of a format or `mapping:<name>`; empty to find out. */
  source: string;
  timezone: string | null;
  decimal: 'point' | 'comma' | null;
  timestampFormat: string;
  mapping: Mapping | null;
}
