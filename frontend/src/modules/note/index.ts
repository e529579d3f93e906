export { default as NoteDrawer } from './NoteDrawer.vue';
