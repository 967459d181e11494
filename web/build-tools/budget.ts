import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

interface Limit {
  page: string;
  bytesMax: number; // with either coding
}

// Browsers take brotli over TLS alone, so the other counts as much.
const kCodings = {
  brotli: (code: string) => brotliCompressSync(code).length,
  gzip: (code: string) => gzipSync(code, { level: 9 }).length,
};

// The JavaScript a page may ever load: its own, what that imports, and what it imports later.
export function scriptsOf(bundle: Rollup.OutputBundle, page: string): Rollup.OutputChunk[] {
  const found = new Set<Rollup.OutputChunk>();
  const visit = (name: string) => {
    const file = bundle[name];
    if (file?.type !== 'chunk' || found.has(file)) return;
    found.add(file);
    for (const next of [...file.imports, ...file.dynamicImports]) visit(next);
  };
  for (const file of Object.values(bundle)) {
    if (file.type === 'chunk' && file.isEntry && file.facadeModuleId?.endsWith(`/${page}`)) {
      visit(file.fileName);
    }
  }
  return [...found];
}

// Fails the build when a page's scripts pass their limit, compressed as they are served.
export function budget({ page, bytesMax }: Limit): Plugin {
  return {
    name: 'figlink-budget',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const scripts = scriptsOf(bundle, page);
        if (scripts.length === 0) this.error(`budget: ${page} loads no script; is its entry named otherwise?`);
        for (const [coding, size] of Object.entries(kCodings)) {
          const bytes = scripts.reduce((sum, script) => sum + size(script.code), 0);
          const sentence = `${page} loads ${bytes} bytes of JavaScript (${coding}), of ${bytesMax} allowed`;
          if (bytes > bytesMax) this.error(`budget: ${sentence}`);
          console.log(sentence);
        }
      },
    },
  };
}
