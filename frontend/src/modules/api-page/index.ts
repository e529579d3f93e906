export { default as ApiBrowser } from './ApiBrowser.vue';
