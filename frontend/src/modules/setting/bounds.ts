/** Whole numbers within limits, as settings take them. */
export function parseWhole(text: string, minimum: number, maximum: number): number | null {
  if (!/^\d{1,12}$/.test(text.trim())) return null;
  const value = Number(text.trim());
  return value >= minimum && value <= maximum ? value : null;
}

/** Whether a setting belongs to what is searched for: every word is in its texts. */
export function matches(wanted: string, texts: readonly (string | undefined)[]): boolean {
  const all = texts.join(' ').toLocaleLowerCase();
  return wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean).every(word => all.includes(word));
}
