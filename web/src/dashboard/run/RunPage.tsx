import { useEffect, useMemo, useRef, useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { nameOf, ownerOf } from '../accounts/status.ts';
import { useLoad, useTick, useTitle } from '../hooks.ts';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { useParams } from '../router.ts';
import { ask } from '../session.ts';
import { tookText } from '../texts.ts';
import type { Account, Action } from '../types.ts';
import { AccountPick } from './AccountPick.tsx';
import { ActionAbout } from './ActionAbout.tsx';
import { ActionPick } from './ActionPick.tsx';
import { AtRest } from './AtRest.tsx';
import { ConfirmRun } from './ConfirmRun.tsx';
import { draftOfExample, kEmpty, readInputs, type Draft, type Problem } from './form.ts';
import { Inputs, type FormWiring } from './Inputs.tsx';
import { Output } from './Output.tsx';
import { runAction, type Outcome } from './run.ts';
import { useCatalogue } from './useCatalogue.ts';

export default function RunPage() {
  useTitle('Run');
  const [params, change] = useParams('run');
  const accountId = params.get('account') ?? '';
  const actionName = params.get('action') ?? '';
  const catalogue = useCatalogue();
  const action = catalogue.actions.find((one) => one.name === actionName) ?? null;
  const account = useLoad(accountId, (signal) => (accountId ? ask<Account>(`/accounts/${encodeURIComponent(accountId)}`, { signal }) : Promise.resolve({ ok: true as const, value: null, status: 200, headers: new Headers() })));
  const chosen = account.value?.id === accountId ? account.value : null;
  return (
    <>
      <div className="dash-head">
        <div>
          <h1>Run</h1>
          <p className="dash-soft">Try any action with any account, and take the call with you.</p>
        </div>
      </div>
      {catalogue.trouble && <TroubleNotice trouble={catalogue.trouble} />}
      <div className="ui-card dash-pick">
        <AccountPick account={chosen} onPick={(id) => change({ account: id })} />
        <ActionPick actions={catalogue.actions} action={action} onPick={(name) => change({ action: name })} />
      </div>
      {account.trouble && accountId && !chosen && <TroubleNotice trouble={account.trouble} />}
      {chosen && chosen.status !== 'active' && <AtRest account={chosen} onChanged={(changed) => account.patch(() => changed)} />}
      {actionName && !action && catalogue.loaded && (
        <Notice tone="warn" title={`There is no action ${actionName}`}>
          <p>Choose one above.</p>
        </Notice>
      )}
      {action && <Bench key={action.name} action={action} account={chosen} onDead={account.reload} />}
      {!action && !actionName && (
        <div className="dash-empty">
          <h2>Choose an account and an action</h2>
          <p>The form below follows from the action. Figma’s own addresses are fine wherever a key or an id is asked for.</p>
        </div>
      )}
    </>
  );
}

function Bench({ action, account, onDead }: { action: Action; account: Account | null; onDead: () => void }) {
  const [draft, setDraft] = useState<Draft>(kEmpty);
  const [problems, setProblems] = useState<Problem[]>([]);
  const [asking, setAsking] = useState(false);
  const [running, setRunning] = useState(false);
  const [outcome, setOutcome] = useState<{ outcome: Outcome; count: number } | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const read = useMemo(() => readInputs(action.input_schema, draft), [action, draft]);
  const complain = (found: Problem[]) => {
    setProblems(found);
    // After the fields were drawn with their problems: the first of them is where to go on.
    requestAnimationFrame(() => {
      const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
      first?.closest('details')?.setAttribute('open', '');
      first?.focus();
    });
  };
  const run = async (more: { next?: string; again?: Outcome } = {}) => {
    setAsking(false);
    if (!account || running) return;
    const inputs = more.again?.inputs ?? (more.next ? { ...read.inputs, query: { ...read.inputs.query, next: more.next } } : read.inputs);
    const attempt = new AbortController();
    stop.current = attempt;
    setRunning(true);
    setProblems([]);
    const result = await runAction(account.id, action.name, inputs, attempt.signal, { again: more.again !== undefined });
    setRunning(false);
    setOutcome((before) => ({ outcome: result, count: (before?.count ?? 0) + 1 }));
    if (result.trouble?.fault === 'relink') onDead(); // the account's status has followed
    if (result.trouble && result.trouble.errors.length > 0) complain(result.trouble.errors);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (running) return;
    if (read.problems.length > 0) return complain(read.problems);
    setProblems([]);
    if (!account) return document.querySelector<HTMLElement>('[data-pick="account"]')?.focus();
    if (action.effect === 'reads') void run();
    else setAsking(true);
  };
  const wiring: FormWiring = { draft, problems, onDraft: setDraft };
  const groups = Object.entries(action.input_schema.properties ?? {});
  const loose = problems.filter((problem) => !groups.some(([place]) => problem.field.startsWith(`${place}.`)));
  return (
    <div className="dash-bench">
      <section className="ui-card dash-bench-form" aria-labelledby="action-title">
        <ActionAbout action={action} account={account} />
        <form className="dash-form" ref={form} onSubmit={submit} noValidate>
          {groups.length === 0 && <p className="dash-soft">It takes no inputs.</p>}
          <Inputs schema={action.input_schema} wiring={wiring} />
          {loose.map((problem) => (
            <Notice key={problem.field + problem.message} tone="bad">
              {problem.field} {problem.message}
            </Notice>
          ))}
          <div className="dash-row">
            <Button type="submit" tone={action.effect === 'deletes' ? 'danger' : 'primary'} busy={running} disabled={!account}>
              {running ? 'Running' : 'Run'}
            </Button>
            {running && <Button onClick={() => stop.current?.abort()}>Cancel</Button>}
            {!running && action.example && groups.length > 0 && (
              <Button tone="quiet" onClick={() => setDraft(draftOfExample(action.input_schema, action.example ?? {}))}>
                Fill in the example
              </Button>
            )}
            {!account && <span className="dash-soft">Choose an account first.</span>}
          </div>
        </form>
      </section>
      <Output
        call={{ base: location.origin, account: account?.id ?? '', action: action.name, inputs: read.inputs }}
        outcome={outcome?.outcome ?? null}
        count={outcome?.count ?? 0}
        running={running ? <Running /> : null}
        onNext={action.effect === 'reads' && outcome?.outcome.next ? () => void run({ next: outcome.outcome.next ?? '' }) : null}
        onAgain={action.effect === 'reads' && outcome ? () => void run({ again: outcome.outcome }) : null}
      />
      {account && <ConfirmRun open={asking} action={action} who={`${nameOf(account)} of ${ownerOf(account)}`} inputs={read.inputs} onClose={() => setAsking(false)} onRun={() => void run()} />}
    </div>
  );
}

function Running() {
  const [sinceMs] = useState(() => Date.now());
  const [tookMs, setTookMs] = useState(0);
  useTick(() => setTookMs(Date.now() - sinceMs), 500, true);
  return (
    <p className="dash-waits">
      <Spinner /> <span role="status">Running</span> <span aria-hidden="true">{tookMs > 1000 ? tookText(tookMs) : ''}</span>
    </p>
  );
}
