import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { SelectField } from '../parts/Select.tsx';
import { useSay } from '../parts/Say.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Budget } from './budget.ts';
import { planOptions, seatChoice, seatOptions } from './words.ts';

// What the reader knows of the account's user. Both unknown: the gateway's own assumption again.
export function TellForm({ budget, onTold }: { budget: Budget; onTold: (budget: Budget) => void }) {
  const say = useSay();
  const before = { plan: budget.plan ?? '', seat: seatChoice(budget.seat) };
  const [wish, setWish] = useState(before);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const same = wish.plan === before.plan && wish.seat === before.seat;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    if (same || busy) return;
    setBusy(true);
    const body = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== ''));
    const answer = await ask<Budget>(`/accounts/${encodeURIComponent(budget.account_id)}/budget`, { method: 'PUT', body });
    setBusy(false);
    setTrouble(answer.ok ? null : answer.trouble);
    if (!answer.ok) return;
    onTold(answer.value);
    say(answer.value.known === 'assumed' ? 'Plan and seat are not known again.' : 'Plan and seat are noted; calls follow them at once.');
  };
  return (
    <form className="dash-part" onSubmit={(event) => void send(event)}>
      <h2>Plan and seat that you know</h2>
      <p className="dash-soft budget-about">For files that Figma has not told of. On Starter every seat counts as a View seat.</p>
      {trouble && <TroubleNotice trouble={trouble} />}
      <div className="dash-pair">
        <SelectField label="Plan" options={planOptions} value={wish.plan} onChange={(plan) => setWish({ ...wish, plan })} />
        <SelectField label="Seat" options={seatOptions} value={wish.seat} onChange={(seat) => setWish({ ...wish, seat })} />
      </div>
      <div>
        <Button type="submit" size="small" busy={busy} disabled={same}>
          Save plan and seat
        </Button>
      </div>
    </form>
  );
}
