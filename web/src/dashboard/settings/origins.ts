// The form the gateway takes: what a browser calls an origin. Null: it is none.
export function readOrigin(text: string): string | null {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed)) return null;
  try {
    const url = new URL(trimmed);
    const bare = url.pathname === '/' && !url.search && !url.hash && !url.username && !url.password && !url.hostname.includes('*');
    return bare ? url.origin : null;
  } catch {
    return null;
  }
}

export const kOriginsMax = 50;

export function originProblem(text: string, known: string[]): string {
  if (!text.trim()) return 'Give an origin, such as https://app.example.com.';
  const origin = readOrigin(text);
  if (!origin) return 'Only scheme, host and port, such as https://app.example.com: no path and no *.';
  if (known.includes(origin)) return 'It is in the list already.';
  return known.length >= kOriginsMax ? `There can be ${kOriginsMax} at most.` : '';
}
