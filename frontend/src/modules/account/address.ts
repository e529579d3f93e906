/** Reads what a person typed or pasted into "addresses": one a line, or several with commas; a name may follow an address. */
import { isAddress } from '@/shared/format';

export type LineState = 'valid' | 'ens' | 'duplicate' | 'tracked' | 'checksum' | 'foreign' | 'invalid' | 'checking';

export interface TypedAddress {
  line: number;
  /** What was typed. */
  text: string;
  /** The address as it will be sent: with its checksum where that is known. */
  address: string;
  label: string | null;
  state: LineState;
}

/** Gives an address (lower case, with 0x) its checksum by EIP-55. */
export type ToChecksum = (lower: string) => string;

/** Of chains that are not tracked: Bitcoin, Solana, Cosmos and such, and extended public keys. */
const FOREIGN = /^(?:[1-9A-HJ-NP-Za-km-z]{25,44}|[a-z]{2,12}1[ac-hj-np-z02-9]{38,90}|[xyz]pub[1-9A-HJ-NP-Za-km-z]{100,112})$/;
const ENS = /^(?:[^\s.,;:/@\\]+\.)+eth$/iu;

interface Piece { line: number; text: string; label: string | null }

const looksLike = (word: string): boolean => isAddress(word) || ENS.test(word);

/** Splits the text: several addresses in a line each count; other words after a single one are its label. */
function splitPieces(text: string): Piece[] {
  return text.split(/\r?\n/).flatMap((raw, index): Piece[] => {
    const line = index + 1;
    const words = raw.split(/[\s,;]+/).filter(Boolean);
    if (words.length === 0) return [];
    const hits = words.filter(looksLike);
    if (hits.length === words.length || hits.length > 1) return words.map(word => ({ line, text: word, label: null }));
    const first = words[0] ?? '';
    const rest = raw.trim().slice(raw.trim().indexOf(first) + first.length).replace(/^[\s,;]+/, '').trim();
    return [{ line, text: first, label: rest === '' ? null : rest }];
  });
}

function readAddress(text: string, toChecksum: ToChecksum | null): { address: string; state: LineState } {
  if (ENS.test(text)) return { address: text.toLowerCase(), state: 'ens' };
  if (!isAddress(text)) return { address: text, state: FOREIGN.test(text) ? 'foreign' : 'invalid' };
  if (toChecksum === null) return { address: text, state: 'checking' };
  const digits = text.slice(2);
  const expected = toChecksum(`0x${digits.toLowerCase()}`);
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  return mixed && text !== expected ? { address: text, state: 'checksum' } : { address: expected, state: 'valid' };
}

/** `tracked` are the addresses that the profile has already, in lower case. Order is that of the text. */
export function readAddresses(text: string, tracked: ReadonlySet<string>, toChecksum: ToChecksum | null): TypedAddress[] {
  const seen = new Set<string>();
  return splitPieces(text).map(piece => {
    const { address, state } = readAddress(piece.text, toChecksum);
    const key = address.toLowerCase();
    const usable = state === 'valid' || state === 'ens' || state === 'checking';
    const final: LineState = !usable ? state : seen.has(key) ? 'duplicate' : tracked.has(key) ? 'tracked' : state;
    if (usable) seen.add(key);
    return { ...piece, address, state: final };
  });
}

/** Those that will be sent. An address that is tracked already is sent too when chains are chosen by hand. */
export function usableAddresses(typed: readonly TypedAddress[], withTracked = false): TypedAddress[] {
  return typed.filter(({ state }) => state === 'valid' || state === 'ens' || (withTracked && state === 'tracked'));
}
