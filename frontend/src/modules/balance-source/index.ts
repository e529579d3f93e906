export { default as AllAssetsTab } from './AllAssetsTab.vue';
export { default as ChainTab } from './ChainTab.vue';
export { default as ManualTab } from './ManualTab.vue';
