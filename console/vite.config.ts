import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfigFnObject } from 'vite';

/** Where the gateway listens that `npm run dev:console` is for. */
const GATEWAY = process.env.DSPATCH_ADMIN ?? 'http://127.0.0.1:8081';

const config: UserConfigFnObject = defineConfig(({ command }) => ({
  root: import.meta.dirname,
  plugins: [react()],
  // The gateway puts a nonce of each answer in its place (src/admin/serve-console.ts).
  html: command === 'build' ? { cspNonce: '__DSPATCH_NONCE__' } : {},
  build: {
    target: 'es2023',
    emptyOutDir: true,
    // A strict policy lets in no data: scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // Two pages: the console, and the demo shop (src/admin/shop-page.ts).
      input: ['index.html', 'shop.html'].map((page) => join(import.meta.dirname, page)),
      output: {
        codeSplitting: {
          groups: [
            // Heavy, and of few screens.
            { name: 'editor', test: /node_modules[\\/](@codemirror|@lezer|style-mod|w3c-keyname|crelt)/, priority: 1 },
            // What screens have in common comes in one piece: a browser asks for six files at a time, and a screen is made of twenty parts.
            { name: 'parts', minShareCount: 3 },
          ],
        },
      },
    },
  },
  // The shop is served as it was built: where its events go is the gateway's to say.
  server: {
    port: 5173,
    proxy: { '/api': GATEWAY, '/connect/callback': GATEWAY, '^/shop$': GATEWAY, '^/assets/': GATEWAY },
  },
}));

export default config;
