import { beforeEach, describe, expect, it, vi } from 'vitest';

async function fresh(): Promise<typeof import('./token')> {
  vi.resetModules();
  return import('./token');
}

beforeEach(() => {
  sessionStorage.clear();
  window.location.hash = '';
  delete window.desktop;
});

describe('launch token', () => {
  it('is taken from the fragment and removed from the address bar', async () => {
    window.location.hash = '#token=abcDEF123_-xyz';
    const { getLaunchToken, takeLaunchToken } = await fresh();
    expect(await takeLaunchToken()).toBe('abcDEF123_-xyz');
    expect(window.location.href).not.toContain('token');
    expect(getLaunchToken()).toBe('abcDEF123_-xyz');
  });

  it('outlives a reload of the tab', async () => {
    window.location.hash = '#token=abcDEF123_-xyz';
    await (await fresh()).takeLaunchToken();
    const again = await fresh();
    expect(await again.takeLaunchToken()).toBe('abcDEF123_-xyz');
  });

  it('comes from the desktop shell when there is one, and is not stored then', async () => {
    window.desktop = { getLaunchToken: () => Promise.resolve('from-the-shell') };
    const { takeLaunchToken } = await fresh();
    expect(await takeLaunchToken()).toBe('from-the-shell');
    expect(sessionStorage.length).toBe(0);
  });

  it('is asked for again when the shell has restarted the backend', async () => {
    let token = 'first-token';
    window.desktop = { getLaunchToken: () => token };
    const { getLaunchToken, renewFromShell, takeLaunchToken } = await fresh();
    await takeLaunchToken();
    expect(await renewFromShell()).toBe(false);
    token = 'second-token';
    expect(await renewFromShell()).toBe(true);
    expect(getLaunchToken()).toBe('second-token');
  });

  it('is not read out of an ordinary route', async () => {
    const { parseTokenFragment } = await fresh();
    expect(parseTokenFragment('#/token=abcdefgh')).toBe('abcdefgh');
    for (const fragment of ['', '#/', '#/accounts?token=abcdefgh', '#token=', '#token=a b', '#token=<script>']) expect(parseTokenFragment(fragment), fragment).toBeNull();
  });
});
