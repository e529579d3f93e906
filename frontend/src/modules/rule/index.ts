export { default as RuleForm } from './RuleForm.vue';
export { default as RulesTab } from './RulesTab.vue';
export { useRules } from './queries';
export type { Rule, RuleBody } from './types';
export { useRuleWords, type RuleWords } from './words';
