/** What became of each address that was added. */
import type { AddAnswer } from './types';

export interface AddressOutcome {
  address: string;
  added: string[];
  existed: string[];
  failed: string[];
  /** Looked at everywhere and nothing found. */
  inactive: boolean;
}

/** The backend says "all" when something holds for every chain. */
export function readOutcome(address: string, answer: AddAnswer): AddressOutcome {
  const pick = (part: Record<string, string[]> | undefined): string[] => {
    const key = Object.keys(part ?? {}).find(candidate => candidate.toLowerCase() === address.toLowerCase());
    return key === undefined ? [] : part?.[key] ?? [];
  };
  const outcome = { address, added: pick(answer.added), existed: pick(answer.existed), failed: pick(answer.failed) };
  return { ...outcome, inactive: outcome.added.length + outcome.existed.length + outcome.failed.length === 0 };
}

/** Folds the answers of several calls about the same addresses together. */
export function mergeAnswers(answers: readonly AddAnswer[]): AddAnswer {
  const merged: AddAnswer = {};
  for (const part of ['added', 'existed', 'failed', 'no_activity'] as const) {
    const all: Record<string, string[]> = {};
    for (const answer of answers)
      for (const [address, chains] of Object.entries(answer[part] ?? {})) all[address] = [...new Set([...all[address] ?? [], ...chains])];
    if (Object.keys(all).length > 0) merged[part] = all;
  }
  return merged;
}
