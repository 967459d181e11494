import { Dialog, DialogDismiss, DialogHeading } from '@ariakit/react/dialog';
import { useState, type ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Answer } from '../../wire/wire.ts';
import { nameOf, ownerOf } from '../accounts/status.ts';
import { useLoad, useTick } from '../hooks.ts';
import { useSay } from '../parts/Say.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { addressOf, follow } from '../router.ts';
import { ask } from '../session.ts';
import type { Account } from '../types.ts';
import { groupsOf, isOverdue, skewMs, type Budget } from './budget.ts';
import { BudgetTable } from './BudgetTable.tsx';
import { ForgetDialog } from './ForgetDialog.tsx';
import { Parks } from './Parks.tsx';
import { TellForm } from './TellForm.tsx';
import './budget.css';

// The gateway answers from its own memory; Figma is not asked.
const kEveryMs = 5000;
const kSoonMs = 1000; // when a place should have come free

export function BudgetDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  return (
    <Dialog
      open={id !== ''}
      onClose={onClose}
      backdrop={false}
      unmountOnHide
      className="dash-drawer budget-drawer"
      render={(dialog) => (
        <div className="dash-drawer-veil">
          <div {...dialog} />
        </div>
      )}
    >
      {id && <Inside key={id} id={id} />}
    </Dialog>
  );
}

interface Seen {
  budget: Budget;
  skewMs: number;
}

async function lookAt(id: string, signal: AbortSignal): Promise<Answer<Seen>> {
  const answer = await ask<Budget>(`/accounts/${encodeURIComponent(id)}/budget`, { signal });
  if (!answer.ok) return answer;
  return { ...answer, value: { budget: answer.value, skewMs: skewMs(answer.headers.get('date'), Date.now()) } };
}

function Inside({ id }: { id: string }) {
  const account = useLoad(id, (signal) => ask<Account>(`/accounts/${encodeURIComponent(id)}`, { signal }));
  const { value: seen, trouble, reload, patch } = useLoad(id, (signal) => lookAt(id, signal));
  useTick(reload, kEveryMs, true);
  useTick(() => seen && isOverdue(seen.budget, Date.now() + seen.skewMs) && reload(), kSoonMs, true);
  const put = (budget: Budget) => {
    patch((before) => ({ ...before, budget }));
    reload(); // drops an older answer that is still on its way
  };
  return (
    <>
      <div className="dash-drawer-head">
        <div className="dash-two">
          <DialogHeading>Budget at Figma</DialogHeading>
          {account.value && (
            <span className="dash-soft dash-clip">
              {nameOf(account.value)} of {ownerOf(account.value)}
            </span>
          )}
        </div>
        <DialogDismiss className="dash-icon-button dash-drawer-close" aria-label="Close">
          <Icon name="cross" />
        </DialogDismiss>
      </div>
      {trouble && (
        <TroubleNotice trouble={trouble}>
          <div>
            <Button size="small" onClick={reload}>
              Try again
            </Button>
          </div>
        </TroubleNotice>
      )}
      {!seen && !trouble && (
        <p className="dash-waits" role="status">
          <Spinner /> Loading
        </p>
      )}
      {seen && (seen.budget.paced ? <Known seen={seen} onChanged={put} /> : <NotPaced />)}
      {seen && (
        <div className="dash-row dash-drawer-foot">
          <a href={addressOf('accounts', { account: id })} onClick={follow}>
            The account
          </a>
          <a href={addressOf('log', { account_id: id })} onClick={follow}>
            What ran with it
          </a>
        </div>
      )}
    </>
  );
}

function NotPaced() {
  return (
    <Notice title="Calls are not counted here">
      <p>
        This gateway runs with <code>--figma-limits off</code>: whatever is asked goes out, and Figma may refuse it. Start it with <code>--figma-limits documented</code> and calls keep within the budget.
      </p>
    </Notice>
  );
}

function Known({ seen: { budget, skewMs }, onChanged }: { seen: Seen; onChanged: (budget: Budget) => void }) {
  const say = useSay();
  const [asking, setAsking] = useState(false);
  const groups = groupsOf(budget);
  return (
    <>
      <Ticking>
        {() => {
          const nowMs = Date.now() + skewMs;
          return (
            <>
              <Parks groups={groups} nowMs={nowMs} />
              {groups.map((group) => (
                <BudgetTable key={`${group.plan} ${group.seat} ${String(group.isDefault)}`} group={group} nowMs={nowMs} />
              ))}
            </>
          );
        }}
      </Ticking>
      <p className="dash-soft budget-about">Figma counts a user, so all accounts of one user share this. Counted is what went through this gateway; it comes back evenly, not all at once.</p>
      <TellForm key={`${budget.plan} ${budget.seat}`} budget={budget} onTold={onChanged} />
      <section className="dash-part">
        <h2>After an upgrade at Figma</h2>
        <p className="dash-soft budget-about">What a refusal told is believed for a week, and a wait until its time.</p>
        <div>
          <Button size="small" onClick={() => setAsking(true)}>
            Forget what Figma told
          </Button>
        </div>
      </section>
      <ForgetDialog
        id={budget.account_id}
        open={asking}
        onClose={() => setAsking(false)}
        onForgotten={(budget) => {
          setAsking(false);
          onChanged(budget);
          say('What Figma told of limits is forgotten.');
        }}
      />
    </>
  );
}

// Counts down between two looks at the gateway.
function Ticking({ children }: { children: () => ReactNode }) {
  const [, setCount] = useState(0);
  useTick(() => setCount((before) => before + 1), 1000, true);
  return children();
}
