/**
 * The launch token: handed over in the URL fragment (never sent to a server), kept for this tab only, and removed
 * from the address bar before anything else runs.
 */
const KEY = 'launch-token';
const PATTERN = /^#?\/?token=([A-Za-z0-9_\-.~+=]{8,512})$/;

let current: string | null = null;

/** Reads a token out of a URL fragment such as `#token=abc`; null when the fragment is something else. */
export function parseTokenFragment(fragment: string): string | null {
  return PATTERN.exec(fragment)?.[1] ?? null;
}

export function setLaunchToken(token: string): void {
  current = token;
  sessionStorage.setItem(KEY, token);
}

export function getLaunchToken(): string | null {
  return current;
}

/** Asks the desktop shell for the token of the backend that runs now; true when it is another one than before. */
export async function renewFromShell(): Promise<boolean> {
  const token = await window.desktop?.getLaunchToken?.();
  if (typeof token !== 'string' || token === '' || token === current) return false;
  current = token;
  return true;
}

/** Takes the token from the address bar, the desktop shell or this tab's storage, in that order. */
export async function takeLaunchToken(): Promise<string | null> {
  const fromUrl = parseTokenFragment(window.location.hash);
  if (fromUrl !== null) {
    window.history.replaceState(null, '', `${window.location.pathname}${window.location.search}`);
    setLaunchToken(fromUrl);
    return fromUrl;
  }
  if (await renewFromShell()) return current;
  current = sessionStorage.getItem(KEY);
  return current;
}
