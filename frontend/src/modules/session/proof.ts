/** The proof that a recovery key was written down: two of its words, chosen by chance. */
export function pickWordsToProve(count: number, random: () => number = Math.random): number[] {
  if (count < 2) return count === 1 ? [0] : [];
  const first = Math.floor(random() * count);
  const second = (first + 1 + Math.floor(random() * (count - 1))) % count;
  return [first, second].sort((a, b) => a - b);
}

export function sameWord(expected: string, typed: string): boolean {
  return expected !== '' && expected.toLowerCase() === typed.trim().toLowerCase();
}
