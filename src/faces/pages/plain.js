// Tells the page that holds this one in a frame, or opened it as a window, that the link leads nowhere any more.
(() => {
  const { gone, origins } = document.currentScript.dataset;
  const framed = window.parent !== window;
  const listener = framed ? window.parent : window.opener;
  if (!listener) return;
  const messages = [{ type: 'figlink.gone', reason: gone }];
  if (framed) {
    const { paddingTop, paddingBottom } = getComputedStyle(document.body);
    const height = document.querySelector('main').offsetHeight + parseFloat(paddingTop) + parseFloat(paddingBottom);
    messages.unshift({ type: 'figlink.resize', height: Math.ceil(height) });
  }
  const embedder = location.ancestorOrigins?.[0]; // where a browser tells it, the others need not be tried
  for (const origin of origins.split(' ')) {
    if (embedder !== undefined && origin !== embedder) continue;
    for (const message of messages) listener.postMessage(message, origin);
  }
})();
