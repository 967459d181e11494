import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { budget } from './build-tools/budget.ts';
import { precompress } from './build-tools/precompress.ts';
import { standIn } from './build-tools/standIn.ts';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Two builds into one folder: the dashboard by itself (--mode dashboard), because what pages share lies in files that hold whatever any
// of them needs, and the Hub must stay small. Everything a page needs is a file of its own under assets/, because the pages run under a policy
// that allows neither inline scripts nor inline styles.
export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    mode !== 'dashboard' && budget({ page: 'link.html', bytesMax: 90 * 1024 }),
    precompress(),
    standIn(),
  ],
  build: {
    outDir: at('../build/web'),
    emptyOutDir: mode !== 'dashboard',
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: (mode === 'dashboard' ? ['dashboard.html'] : ['link.html', 'guide.html']).map((page) => at(page)),
    },
  },
  server: { host: '127.0.0.1' },
}));
