export { chainLabel, useChains, type Chains } from './chains';
export { default as ChainBadge } from './ChainBadge.vue';
