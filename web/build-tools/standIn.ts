import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';

type Mock = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const kPages = /^\/(link|guide|dashboard)(?!\/session)(?=[/?]|$)[^?]*/;

// While developing: the pages at the addresses they have in the gateway, and made-up data behind them.
export function standIn(): Plugin {
  return {
    name: 'figlink-stand-in',
    apply: 'serve',
    async configureServer(server) {
      const path = new URL('../dev/mock.mjs', import.meta.url).href;
      const { mock } = (await import(path)) as { mock: Mock };
      server.middlewares.use((request, response, next) => {
        request.url = (request.url ?? '').replace(kPages, '/$1.html');
        mock(request, response).then((answered) => answered || next(), next);
      });
    },
  };
}
