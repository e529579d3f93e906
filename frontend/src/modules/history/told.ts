/** The words of an event as they may be shown: in privacy mode without amounts and addresses. */
import { computed, type ComputedRef } from 'vue';
import { shortAddress } from '@/shared/format';
import { useSettings } from '@/shared/settings';
import { usePlaces } from './place';
import type { HistoryEvent } from './types';

export function maskText(text: string): string {
  return text.replace(/0x[0-9a-fA-F]{4,}(?:…[0-9a-fA-F]+)?/g, '0x••••').replace(/(?<![\p{L}\p{N}])\d[\d.,]*\d(?![\p{L}])|(?<![\p{L}\p{N}.,•])\d(?![\p{L}\d])/gu, '••••');
}

/** The user's own note stands for the description, where there is one. */
export const toldOf = (event: HistoryEvent): string => event.user_notes || event.auto_notes;

/** A function that masks while privacy mode is on. */
export function useMask(): ComputedRef<(text: string) => string> {
  const settings = useSettings();
  return computed(() => (settings.preferences.privacy ? maskText : (text: string) => text));
}

/** Addresses in a text by their names, where they have one, else in short. */
export function shortenText(text: string, nameOf: (address: string) => string | null): string {
  return text.replace(/0x[0-9a-fA-F]{40}(?![0-9a-fA-F])/g, address => nameOf(address) ?? shortAddress(address));
}

/** A function that tells an event as lists show it: with names for addresses, and masked while privacy mode is on. */
export function useWords(): ComputedRef<(event: HistoryEvent) => string> {
  const places = usePlaces();
  const mask = useMask();
  const settings = useSettings();
  return computed(() => event => (settings.preferences.privacy ? mask.value(toldOf(event)) : shortenText(toldOf(event), address => places.nameOfAddress(address, event.location))));
}
