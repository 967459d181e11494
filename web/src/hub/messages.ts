// What the Hub tells the window that opened or embeds it: to each allowed origin by name, never to everybody.

export type Message =
  | { type: 'figlink.ready' }
  | { type: 'figlink.resize'; height: number }
  | { type: 'figlink.close' }
  | { type: 'figlink.gone'; reason: 'expired' | 'used' | 'removed' } // the link is over, and nothing was linked by this page
  | { type: 'AccountConnected'; account: { id: string; provider: string } };

interface Listener {
  postMessage(message: unknown, targetOrigin: string): void;
}

// Who listens: the embedding page, or the page that opened this one as a popup. Nobody when the link was opened by itself.
export function listenerOf(window: { parent: Listener; opener: unknown }): Listener | null {
  if (window.parent !== (window as unknown)) return window.parent;
  const opener = window.opener as Listener | null;
  return opener ?? null;
}

// A browser that tells who embeds us saves the others a line in their console.
export function targetsOf(allowed: string[], ancestors: readonly string[] | undefined): string[] {
  const embedder = ancestors?.[0];
  return embedder === undefined ? allowed : allowed.filter((origin) => origin === embedder);
}

export function teller(allowed: string[]): (message: Message) => void {
  const listener = listenerOf(window);
  const ancestors = location.ancestorOrigins as DOMStringList | undefined;
  const targets = targetsOf(allowed, ancestors && ancestors.length > 0 ? [...ancestors] : undefined);
  return (message) => {
    for (const origin of targets) listener?.postMessage(message, origin);
  };
}
