// Hands a call on to a real gateway, so that the dashboard can be worked on with true data: FIGLINK=http://127.0.0.1:8080 npm run dev
import { request as ask } from 'node:http';

const kPages = /^\/(link|guide|dashboard)(\.html)?$|^\/dashboard\/(run|keys|log|settings)$|^\/(assets|src|node_modules|@)/;

// True when the call is the gateway's. The host stays the page's own: the gateway holds it against the origin.
export function forward(request, response, to = process.env.FIGLINK) {
  const { pathname } = new URL(request.url, 'http://localhost');
  if (!to || kPages.test(pathname)) return false;
  const { hostname, port } = new URL(to);
  const asked = ask({ hostname, port, path: request.url, method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  asked.on('error', () => response.destroy());
  request.pipe(asked);
  return true;
}
