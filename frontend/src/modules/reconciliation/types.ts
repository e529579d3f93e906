/** What the ledger and the places themselves say, where they differ. Amounts are decimal text, times of events UTC milliseconds. */
import type { Reconciliation } from '@/shared/api';

export type { Reconciliation } from '@/shared/api';
export type Gap = Reconciliation['gaps'][number];
export type Cause = Gap['causes'][number];
export type Place = Omit<Reconciliation['unread'][number], 'asset'> & { asset?: string };
