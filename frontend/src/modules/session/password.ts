/** A hint about a password's strength: a lower bound of guesses by simple patterns, not a promise. */
export type Strength = 0 | 1 | 2 | 3;

const COMMON = /password|passwort|qwert|asdf|12345|abc123|letmein|welcome|bitcoin|ethereum|crypto|iloveyou|admin/i;

function poolSize(password: string): number {
  let size = 0;
  if (/[a-z]/.test(password)) size += 26;
  if (/[A-Z]/.test(password)) size += 26;
  if (/\d/.test(password)) size += 10;
  if (/[^A-Za-z0-9]/.test(password)) size += 24;
  return Math.max(size, 1);
}

/** Characters that tell something new: repeats and runs such as `aaaa` or `1234` count once. */
function usefulLength(password: string): number {
  let count = 0;
  let lastStep: number | null = null;
  for (let at = 0; at < password.length; at += 1) {
    const step = at === 0 ? null : password.charCodeAt(at) - password.charCodeAt(at - 1);
    const predictable = step !== null && Math.abs(step) <= 1 && step === lastStep;
    if (!predictable) count += 1;
    lastStep = step;
  }
  return count;
}

export function passwordStrength(password: string, name = ''): Strength {
  if (password.length < 8) return 0;
  let bits = usefulLength(password) * Math.log2(poolSize(password));
  if (COMMON.test(password)) bits -= 25;
  if (name.length > 2 && password.toLowerCase().includes(name.toLowerCase())) bits -= 20;
  if (bits < 40) return 0;
  if (bits < 55) return 1;
  return bits < 75 ? 2 : 3;
}
