import { defineConfig } from 'vitest/config';

// Logic alone, without a browser: what a page does is tested in Chromium from outside.
export default defineConfig({ test: { include: ['src/**/*.test.ts', 'packages/**/*.test.ts'], environment: 'node' } });
