/** The words of an event as they may be shown: in privacy mode without amounts and addresses. */
import { computed, type ComputedRef } from 'vue';
import { useSettings } from '@/shared/settings';
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
