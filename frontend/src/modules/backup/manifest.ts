/** The manifest of a backup as lines for people. */
export interface Manifest { [name: string]: unknown }
export type ManifestRow = { name: string; kind: 'text'; value: string } | { name: string; kind: 'time' | 'count'; value: number };

/** For programs, not for people. */
const TECHNICAL = new Set(['format', 'profile_id', 'counter']);
const TIMES = new Set(['created', 'created_at', 'timestamp', 'time']);

/** Plain members, then how many rows of what there are. Hashes and empty tables are left out. */
export function manifestRows(manifest: Manifest): ManifestRow[] {
  const plain: ManifestRow[] = [];
  const counts: ManifestRow[] = [];
  for (const [name, value] of Object.entries(manifest)) {
    if (TECHNICAL.has(name)) continue;
    if (TIMES.has(name) && typeof value === 'number') plain.push({ name, kind: 'time', value });
    else if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      if (String(value).length <= 60) plain.push({ name, kind: 'text', value: String(value) });
    }
    else if (/count|rows/.test(name) && typeof value === 'object' && value !== null) {
      for (const [table, count] of Object.entries(value))
        if (typeof count === 'number' && count > 0) counts.push({ name: table, kind: 'count', value: count });
    }
  }
  return [...plain, ...counts];
}
