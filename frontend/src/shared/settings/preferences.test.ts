import { describe, expect, it } from 'vitest';
import { mergePreferences, readPreferences, type Preferences } from './preferences';

const own: Preferences = { version: 1, theme: 'dark', language: 'en', numberLocale: 'system', privacy: true, recoveryPending: false, netValueRange: '1y', lastBackupAt: 0, idleLockMinutes: 0, historyViews: [], taxGuideHidden: false };

describe('preferences', () => {
  it('keeps what another client wrote', () => {
    const text = mergePreferences('{"version":25,"items_per_page":10,"theme":"x"}', own);
    expect(JSON.parse(text)).toEqual({ version: 25, items_per_page: 10, theme: 'x', webclient: own });
    expect(readPreferences(text)).toMatchObject({ theme: 'dark', privacy: true, netValueRange: '1y' });
  });

  it('reads nothing out of text that is not ours', () => {
    for (const text of ['', 'null', '[]', '{', '{"webclient":3}', '{"webclient":{"theme":"pink","privacy":"yes"}}', undefined]) expect(readPreferences(text)).toEqual({});
  });
});
