// Numbers and times as people say them.

const kDay = 86_400_000;
const kMinute = 60_000;
const kHour = 3_600_000;

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

// How long a token still lives. Null: nobody told when it ends.
export function daysLeftText(daysLeft: number | null, expiresAt: string | null, nowMs: number): string {
  if (expiresAt === null) return 'Unknown';
  const left = Date.parse(expiresAt) - nowMs;
  if (left <= 0) {
    const past = Math.floor(-left / kDay);
    return past === 0 ? 'Ended today' : `Ended ${days(past)} ago`;
  }
  const whole = daysLeft ?? Math.floor(left / kDay);
  if (whole <= 0) return 'Today';
  return whole === 1 ? 'Tomorrow' : `In ${days(whole)}`;
}

export function agoText(at: string | null, nowMs: number): string {
  if (at === null) return 'Never';
  const past = nowMs - Date.parse(at);
  if (past < kMinute) return 'Just now';
  if (past < kHour) return `${Math.floor(past / kMinute)} min ago`;
  if (past < kDay) return `${Math.floor(past / kHour)} h ago`;
  if (past < 31 * kDay) return `${days(Math.floor(past / kDay))} ago`;
  return dayText(at);
}

const kDayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const kTimeFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const kWholeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'medium' });

const formatted = (format: Intl.DateTimeFormat, at: string) => {
  const time = Date.parse(at);
  return Number.isNaN(time) ? at : format.format(time);
};
export const dayText = (at: string): string => formatted(kDayFormat, at);
export const timeText = (at: string): string => formatted(kTimeFormat, at);
export const wholeText = (at: string): string => formatted(kWholeFormat, at);

export function tookText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export const countText = (count: number): string => count.toLocaleString('en');

const kKinds: Record<string, string> = { personal: 'Personal token', plan: 'Plan token', oauth: 'OAuth', org_oauth: 'OAuth, organization' };
export const kindText = (kind: string): string => {
  const known = Object.entries(kKinds).find(([name]) => kind === name || kind.startsWith(`${name} `));
  return known ? known[1] : kind;
};
