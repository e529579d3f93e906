/** Rates and values are decimal text, null where nothing can be said. Times are UTC seconds. */
import type { Performance } from '@/shared/api';

export type { Performance } from '@/shared/api';
export type Series = NonNullable<Performance['series']>;
