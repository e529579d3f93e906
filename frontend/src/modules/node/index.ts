export { isRpcAddress } from './draft';
export { default as NodePanel } from './NodePanel.vue';
export { default as OwnChainPanel } from './OwnChainPanel.vue';
