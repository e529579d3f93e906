export { default as BookTab } from './BookTab.vue';
export { default as NamePriority } from './NamePriority.vue';
