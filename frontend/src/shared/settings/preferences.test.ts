import { describe, expect, it } from 'vitest';
import { mergePreferences, readPreferences, type Preferences } from './preferences';

const own: Preferences = { version: 1, theme: 'dark', language: 'en', numberLocale: 'system', privacy: true, recoveryPending: false, netValueRange: '1y', lastBackupAt: 0, idleLockMinutes: 0, historyViews: [], taxGuideHidden: false,
  shortcutsOff: true, recentCommands: ['history'], historyCheckedAt: 8, issuesSeenAt: 5, unmatchedSeen: 2, systemNotices: false,
  notices: [{ id: 'a', at: 1, kind: 'task', tone: 'good', subject: 'PUT /import', detail: '', state: 'completed', read: false }],
};

describe('preferences', () => {
  it('keeps what another client wrote', () => {
    const text = mergePreferences('{"version":25,"items_per_page":10,"theme":"x"}', own);
    expect(JSON.parse(text)).toEqual({ version: 25, items_per_page: 10, theme: 'x', webclient: own });
    expect(readPreferences(text)).toMatchObject({ theme: 'dark', privacy: true, netValueRange: '1y', shortcutsOff: true, recentCommands: ['history'], notices: own.notices, historyCheckedAt: 8, issuesSeenAt: 5, unmatchedSeen: 2 });
  });

  it('leaves out notices and commands that it can\'t read', () => {
    const text = JSON.stringify({ webclient: { recentCommands: ['a', 3, null], notices: [...own.notices, { id: 'b' }, null, { ...own.notices[0], kind: 'else' }] } });
    expect(readPreferences(text)).toEqual({ recentCommands: ['a'], notices: own.notices });
  });

  it('reads nothing out of text that is not ours', () => {
    for (const text of ['', 'null', '[]', '{', '{"webclient":3}', '{"webclient":{"theme":"pink","privacy":"yes"}}', undefined]) expect(readPreferences(text)).toEqual({});
  });
});
