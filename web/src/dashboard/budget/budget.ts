// What Figma lets an account's user call, as GET /accounts/{id}/budget tells it (src/faces/views.cpp).

export type Known = 'assumed' | 'told' | 'learned';

export interface Standing {
  plan: string | null;
  seat: string | null; // low: View or Collab; high: Dev or Full
}

export interface BudgetRow extends Standing {
  tier: number;
  applies_to: 'unknown' | 'learned';
  known: Known;
  limit: number; // 0: none
  period_seconds: number;
  used: number;
  left: number;
  under_way: number;
  queue_length: number;
  resets_at: string | null;
  next_at: string | null;
  parked_until: string | null;
  upgrade_link: string | null;
}

export interface ToldFile extends Standing {
  resource: string; // a file key, or teams/ID
  learned_at: string;
}

export interface Budget extends Standing {
  account_id: string;
  paced: boolean;
  known: Known | null;
  limits: BudgetRow[];
  files: ToldFile[];
}

// The rows of one plan and seat, and the files that Figma counts there.
export interface Group extends Standing {
  isDefault: boolean;
  known: Known;
  rows: BudgetRow[];
  files: ToldFile[];
}

const isSame = (a: Standing, b: Standing) => a.plan === b.plan && a.seat === b.seat;

export function groupsOf({ limits, files }: Pick<Budget, 'limits' | 'files'>): Group[] {
  const groups: Group[] = [];
  for (const row of limits) {
    const isDefault = row.applies_to === 'unknown';
    let group = groups.find((one) => one.isDefault === isDefault && isSame(one, row));
    if (!group) {
      group = { plan: row.plan, seat: row.seat, isDefault, known: row.known, rows: [], files: isDefault ? [] : files.filter((file) => isSame(file, row)) };
      groups.push(group);
    }
    group.rows.push(row);
  }
  return groups.sort((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

// Whether a place has come free since this was told, so that it is worth another look.
export const isOverdue = ({ limits }: Pick<Budget, 'limits'>, nowMs: number): boolean => limits.some(({ left, limit, next_at }) => limit > 0 && left === 0 && next_at !== null && Date.parse(next_at) <= nowMs);

// Figma's own pages alone: the link comes from an answer's header.
export function upgradeHref(link: string | null): string | null {
  if (!link || !URL.canParse(link)) return null;
  const { protocol, hostname, href } = new URL(link);
  return protocol === 'https:' && (hostname === 'figma.com' || hostname.endsWith('.figma.com')) ? href : null;
}

// How far the gateway's clock is ahead of this browser's. Its Date has whole seconds, so less than two is none.
export function skewMs(date: string | null, nowMs: number): number {
  const told = date === null ? NaN : Date.parse(date);
  return Number.isNaN(told) || Math.abs(told - nowMs) < 2000 ? 0 : told - nowMs;
}
