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
  },
  server: { port: 5173, proxy: { '/api': GATEWAY, '/connect/callback': GATEWAY } },
}));

export default config;
