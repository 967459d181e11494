const kGrowingMs = 3000;
const kSettledMs = 200;
const kOwnWays = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

// Runs now, and again whenever the window has changed its size in the next moments: a frame that is as high as what it holds grows a little
// after that does, and what scrolls then is the page around it, by what it knew of the frame before. Ends once the reader acts. The answer
// ends it too.
export function whileGrowing(run: () => void): () => void {
  const ended = new AbortController();
  const { signal } = ended;
  const end = () => ended.abort();
  const timers = [setTimeout(end, kGrowingMs)];
  const now = () => {
    run();
    timers.push(setTimeout(run, kSettledMs));
  };
  window.addEventListener('resize', now, { signal });
  for (const way of kOwnWays) window.addEventListener(way, end, { signal, passive: true });
  signal.addEventListener('abort', () => timers.forEach(clearTimeout));
  now();
  return end;
}
