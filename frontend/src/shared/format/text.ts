/** An address of an EVM chain. */
export const isAddress = (text: string): boolean => /^0x[0-9a-fA-F]{40}$/.test(text);

/** `0x12ab…89ef`: enough of an address to recognise it. */
export function shortAddress(address: string, head = 6, tail = 4): string {
  return address.length <= head + tail + 1 ? address : `${address.slice(0, head)}…${address.slice(-tail)}`;
}

/** Letters for an asset without a picture: up to three characters of its symbol. */
export function initials(symbol: string): string {
  const letters = symbol.replace(/[^\p{L}\p{N}]/gu, '');
  return (letters === '' ? symbol : letters).slice(0, 3).toUpperCase();
}

/** A hue between 0 and 359 that stays the same for the same text. */
export function hueOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash % 360;
}

export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `arbitrum_one` to `Arbitrum one`, for identifiers that have no name of their own. */
export function humanize(identifier: string): string {
  return capitalize(identifier.replace(/[_-]+/g, ' ').trim());
}
