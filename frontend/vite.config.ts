import { fileURLToPath, URL } from 'node:url';
import vueI18n from '@intlify/unplugin-vue-i18n/vite';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const backend = process.env['BACKEND_URL'] ?? 'http://127.0.0.1:4242';

export default defineConfig({
  base: './',
  plugins: [
    vue(),
    vueI18n({
      include: [fileURLToPath(new URL('./src/app/locales/*.json', import.meta.url))],
      runtimeOnly: true,
      compositionOnly: true,
      fullInstall: false,
      dropMessageCompiler: true,
      strictMessage: true,
    }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    // The backend serves files of its own under /assets/, so the client's go to another folder.
    assetsDir: 'static',
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Few files: libraries, our shared code, charts (loaded with the first chart), and one a page.
        codeSplitting: {
          groups: [
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]|[\\/]chart[\\/]engine/, priority: 3 },
            { name: 'vendor', test: /node_modules|rolldown[\\/]runtime/, priority: 2 },
            { name: 'shared', test: /[\\/]src[\\/](shared|modules[\\/](session|tasks|issues|note))[\\/]/, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    port: 5173,
    // The backend checks Host and Origin, so both are rewritten to its own.
    proxy: {
      '/api': { target: backend, changeOrigin: true, headers: { origin: backend } },
      '/ws': { target: backend, ws: true, changeOrigin: true, headers: { origin: backend } },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts'],
    restoreMocks: true,
    isolate: false, // a page of its own for each file takes four times as long, and no test leaves anything behind
  },
});
