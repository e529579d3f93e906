export { default as AssetTab } from './AssetTab.vue';
export { default as CustomTab } from './CustomTab.vue';
export { default as TransferMenu } from './TransferMenu.vue';
