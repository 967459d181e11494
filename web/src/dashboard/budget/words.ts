import type { Option } from '../parts/Select.tsx';
import type { BudgetRow, Group, Known, Standing } from './budget.ts';

const kPlans: Record<string, string> = { starter: 'Starter', professional: 'Professional', organization: 'Organization', enterprise: 'Enterprise', education: 'Education' };
const kSeats: Record<string, string> = { low: 'View or Collab seat', high: 'Full or Dev seat' };
const kTiers: Record<number, string> = { 1: 'Files, nodes, renders', 2: 'Comments, versions, variables', 3: 'Metadata, libraries, users' };
const kPeriods: Record<number, string> = { 1: 'a second', 60: 'a minute', 3600: 'an hour', 86_400: 'a day', 2_592_000: 'a month' };
const kKnown: Record<Known, string> = { assumed: 'Assumed', told: 'Told here', learned: 'Learned from Figma' };

export const planOptions: Option[] = [{ value: '', label: 'Not known' }, ...Object.entries(kPlans).map(([value, label]) => ({ value, label }))];
// The gateway takes Figma's four seats and tells the two that make a difference.
export const seatOptions: Option[] = [
  { value: '', label: 'Not known' },
  { value: 'full', label: 'Full or Dev' },
  { value: 'view', label: 'View or Collab' },
];
export const seatChoice = (seat: string | null): string => (seat === 'low' ? 'view' : seat === 'high' ? 'full' : '');

export const tierText = (tier: number): string => kTiers[tier] ?? `Tier ${tier}`;
export const knownText = (known: Known): string => kKnown[known];

export function standingText({ plan, seat }: Standing): string {
  const parts = [plan && (kPlans[plan] ?? plan), seat && (kSeats[seat] ?? seat)].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'Plan and seat not known';
}

export function groupTitle(group: Group): string {
  if (!group.isDefault) return standingText(group);
  return group.known === 'assumed' ? 'Full or Dev seat on Professional' : standingText(group);
}

export function limitText({ limit, period_seconds }: Pick<BudgetRow, 'limit' | 'period_seconds'>): string {
  if (limit === 0) return 'No limit';
  return `${limit} ${kPeriods[period_seconds] ?? `in ${spanText(period_seconds * 1000)}`}`;
}

const kSecond = 1000;
const kMinute = 60 * kSecond;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;
const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);
const two = (first: string, rest: number, unit: string) => (rest > 0 ? `${first} ${rest} ${unit}` : first);

// A wait, rounded up: who comes back after it is not refused again.
export function spanText(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / kSecond));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 600) return two(`${Math.floor(seconds / 60)} min`, seconds % 60, 's');
  const minutes = Math.ceil(ms / kMinute);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return two(`${Math.floor(minutes / 60)} h`, minutes % 60, 'min');
  const hours = Math.ceil(ms / kHour);
  if (hours < 14 * 24) return two(days(Math.floor(hours / 24)), hours % 24, 'h');
  return days(Math.ceil(ms / kDay));
}

export interface StateWords {
  tone: 'good' | 'warn' | 'bad';
  text: string;
}

const isAhead = (at: string | null, nowMs: number): at is string => at !== null && Date.parse(at) > nowMs;
const left = (at: string, nowMs: number) => spanText(Date.parse(at) - nowMs);

// When the next call fits.
export function stateWords(row: Pick<BudgetRow, 'next_at' | 'parked_until' | 'left' | 'limit'>, nowMs: number): StateWords {
  if (isAhead(row.parked_until, nowMs)) return { tone: 'bad', text: `Parked for ${left(row.parked_until, nowMs)}` };
  if (isAhead(row.next_at, nowMs)) return { tone: 'warn', text: `Next call in ${left(row.next_at, nowMs)}` };
  return { tone: 'good', text: 'Free now' };
}

export function resetText(row: Pick<BudgetRow, 'resets_at'>, nowMs: number): string {
  return isAhead(row.resets_at, nowMs) ? `All free in ${left(row.resets_at, nowMs)}` : '';
}

export function crowdText({ under_way, queue_length }: Pick<BudgetRow, 'under_way' | 'queue_length'>): string {
  const parts = [under_way > 0 && `${under_way} under way`, queue_length > 0 && `${queue_length} waiting`].filter(Boolean);
  return parts.join(', ');
}
