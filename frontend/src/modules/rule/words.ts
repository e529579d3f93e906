/** A rule in plain words. */
import { computed, type ComputedRef } from 'vue';
import { useI18n } from 'vue-i18n';
import { useCategories, useCounterparties } from '@/modules/history';
import { humanize } from '@/shared/format';
import { effectOf, followedSettings, pairWord, type Effect } from './sentence';
import type { RuleBody } from './types';

export interface RuleWords {
  /** "When I receive a staking reward with Lido" */
  when: (rule: Pick<RuleBody, 'event_type' | 'event_subtype' | 'counterparty' | 'event_ids'>) => string;
  /** "count it as income at its price that day" */
  then: (rule: RuleBody) => string;
  /** "as the setting 'gas costs' says" for each, or an empty text. */
  follows: (rule: RuleBody) => string;
  /** Whether it counts for anything. */
  counts: (rule: RuleBody) => boolean;
  settingName: (setting: string) => string;
}

export function useRuleWords(): ComputedRef<RuleWords> {
  const { t, te } = useI18n();
  const categories = useCategories();
  const parties = useCounterparties();
  return computed(() => {
    const settingName = (setting: string): string => (te(`rule.setting.${setting}`) ? t(`rule.setting.${setting}`) : humanize(setting));
    // What is only noted moves nothing, whatever its kind says elsewhere.
    const effect = (rule: RuleBody): Effect => effectOf(rule, rule.event_type === 'informational' ? 'neutral' : categories.value.directionOf(rule));
    return {
      settingName,
      counts: rule => effect(rule) !== 'nothing',
      when: rule => {
        const key = `rule.pair.${pairWord(rule.event_type, rule.event_subtype)}`;
        const pair = te(key) ? t(key) : t('rule.pairOther', { label: categories.value.labelOf(rule) });
        const party = rule.counterparty;
        const what = party === 'gas' ? t('rule.gas', { pair }) : party ? t('rule.with', { pair, party: parties.labelOf(party) }) : pair;
        return rule.event_ids?.length ? t('rule.onlyEvents', { what, count: rule.event_ids.length }, rule.event_ids.length) : t('rule.when', { what });
      },
      then: rule => t(`rule.effect.${effect(rule)}`),
      follows: rule => [...followedSettings(rule).keys()].map(setting => t('rule.follows', { setting: settingName(setting) })).join(' '),
    };
  });
}
