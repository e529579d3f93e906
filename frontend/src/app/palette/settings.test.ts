import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { i18n } from '../i18n';
import { settingIndex } from './settings';

const source = join(import.meta.dirname, '..', '..');
const screens = ['pages/SettingsPage.vue', ...readdirSync(join(source, 'modules', 'setting')).filter(name => name.endsWith('.vue')).map(name => `modules/setting/${name}`)];

/** Labels of the rows that the screens have. Rows whose label is made of a name are the services. */
function labelsOnScreens(): Set<string> {
  const labels = new Set<string>();
  for (const screen of screens) {
    const text = readFileSync(join(source, screen), 'utf8');
    for (const [row] of text.matchAll(/<(?:SettingRow|SwitchSetting|NumberSetting|PreferenceRow)\b[^]*?(?<!=)>/g)) {
      const label = /:label="t\('([^']+)'\)"/.exec(row)?.[1];
      if (label !== undefined) labels.add(label);
    }
  }
  return labels;
}

describe('settingIndex', () => {
  it('has every setting of the screens, and none that is not there', () => {
    const known = new Set(settingIndex.map(([, label]) => label).filter(label => !label.startsWith('setting.service.')));
    expect([...known].sort()).toEqual([...labelsOnScreens()].sort());
  });

  it('names sections of the settings page and words of the language file', () => {
    const page = readFileSync(join(source, 'pages', 'SettingsPage.vue'), 'utf8');
    const anchors = new Set([.../const anchors = \[([^\]]*)\]/.exec(page)?.[1]?.matchAll(/'(\w+)'/g) ?? []].map(match => match[1]));
    for (const [section, ...keys] of settingIndex) {
      expect(anchors.has(section), section).toBe(true);
      for (const key of keys) expect(i18n.global.te(key), key).toBe(true);
    }
  });
});
