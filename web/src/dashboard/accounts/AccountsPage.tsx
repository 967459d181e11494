import { useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLoad, useTitle } from '../hooks.ts';
import { useSay } from '../parts/Say.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { addressOf, go, useParams } from '../router.ts';
import { ask } from '../session.ts';
import { countText } from '../texts.ts';
import type { Account } from '../types.ts';
import { BudgetDrawer } from '../budget/BudgetDrawer.tsx';
import { AccountDrawer } from './AccountDrawer.tsx';
import { AccountTable } from './AccountTable.tsx';
import { isFiltered, pagesOf, paramsOf, queryOf, readView, type View } from './address.ts';
import { Filters } from './Filters.tsx';
import { LinkDialog } from './LinkDialog.tsx';
import { Pager } from './Pager.tsx';
import { RelinkDialog } from './RelinkDialog.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import { setStatus, statusSaid } from './setStatus.ts';
import { isDead, nameOf, ownerOf } from './status.ts';
import { useTests } from './useTests.ts';
import { Warnings } from './Warnings.tsx';

export type AccountDeed = 'show' | 'budget' | 'test' | 'relink' | 'suspend' | 'resume' | 'run' | 'remove';
type Asking = { what: 'relink' | 'remove'; account: Account } | { what: 'link' } | null;

export function AccountsPage() {
  useTitle('Accounts');
  const say = useSay();
  const [params, change] = useParams('accounts');
  const view = readView(params);
  const show = useCallback((wish: Partial<View>, how?: 'push' | 'replace') => change(paramsOf({ ...readView(new URLSearchParams(location.search)), ...wish }), how), [change]);
  const query = queryOf(view);
  const list = useLoad(query, (signal) => ask<Account[]>(`/accounts?${query}`, { signal }));
  const [asking, setAsking] = useState<Asking>(null);
  const [fresh, setFresh] = useState(0); // rises with every change, for what else is loaded
  const { reload, patch } = list;
  const changed = useCallback(() => {
    reload();
    setFresh((before) => before + 1);
  }, [reload]);
  const put = useCallback((account: Account) => patch((all) => all.map((one) => (one.id === account.id ? account : one))), [patch]);
  const tests = useTests((account) => {
    put(account);
    setFresh((before) => before + 1);
  });

  const pauseOrResume = async (account: Account, status: 'suspended' | 'active') => {
    const answer = await setStatus(account, status);
    if (!answer.ok) return say(`${ownerOf(account)}: ${answer.trouble.message} ${answer.trouble.hint}`, 'bad');
    put(answer.value);
    changed();
    say(statusSaid(answer.value), status === 'active' && isDead(answer.value) ? 'bad' : 'good');
  };
  // The buttons of the menus, to which focus goes back from the drawer and from a dialog.
  const drawerFrom = useRef<HTMLElement | null>(null);
  const dialogFrom = useRef<HTMLElement | null>(null);
  const act = (deed: AccountDeed, account: Account, from: HTMLElement | null = null) => {
    (deed === 'show' ? drawerFrom : dialogFrom).current = from;
    if (deed === 'show') show({ shown: account.id });
    else if (deed === 'budget') show({ budget: account.id, shown: '' });
    else if (deed === 'test') void tests.run(account);
    else if (deed === 'suspend') void pauseOrResume(account, 'suspended');
    else if (deed === 'resume') void pauseOrResume(account, 'active');
    else if (deed === 'run') go(addressOf('run', { account: account.id }));
    else setAsking({ what: deed, account });
  };

  const total = Number(list.headers?.get('x-total-count') ?? list.value?.length ?? 0);
  const pages = pagesOf(total, view.size);
  useEffect(() => {
    if (list.value && !list.loading && view.page > pages) show({ page: pages }, 'replace');
  }, [list.value, list.loading, view.page, pages, show]);
  const bare = list.value !== null && total === 0 && !isFiltered(view);
  return (
    <>
      <div className="dash-head">
        <div>
          <h1>Accounts</h1>
          <p className="dash-soft" role="status">
            {list.value === null ? 'Figma identities that are linked to this gateway' : isFiltered(view) ? `${countText(total)} found` : total === 1 ? '1 linked account' : `${countText(total)} linked accounts`}
          </p>
        </div>
        <Button tone="primary" onClick={() => setAsking({ what: 'link' })}>
          <Icon name="link" /> Link an account
        </Button>
      </div>
      <Warnings fresh={fresh} onShow={(statuses) => show({ statuses, search: '', kind: '', owner: '', sort: 'expires_at', down: false, page: 1 })} onRelink={(account) => act('relink', account)} />
      {!bare && <Filters view={view} onChange={show} />}
      {list.trouble && (
        <TroubleNotice trouble={list.trouble}>
          <div>
            <Button size="small" onClick={list.reload}>
              Try again
            </Button>
          </div>
        </TroubleNotice>
      )}
      {bare ? (
        <Empty onLink={() => setAsking({ what: 'link' })} />
      ) : (
        list.value &&
        (list.value.length === 0 ? (
          <div className="dash-empty">
            <h2>No account fits</h2>
            <p>Nothing matches what you search for.</p>
            <Button onClick={() => show({ search: '', statuses: [], kind: '', owner: '', page: 1 })}>Show all accounts</Button>
          </div>
        ) : (
          <>
            <AccountTable accounts={list.value} view={view} busy={list.loading} tests={tests.states} onAct={act} onSort={(sort) => show({ ...sort, page: 1 })} />
            <Pager view={view} total={total} onChange={show} />
          </>
        ))
      )}
      {list.value === null && !list.trouble && <Bones />}
      <AccountDrawer
        id={view.shown}
        fresh={fresh}
        test={tests.states[view.shown] ?? null}
        returnTo={drawerFrom}
        onClose={() => show({ shown: '' })}
        onAct={act}
        onOwner={(owner) => show({ owner, shown: '', page: 1 })}
        onChanged={(account) => {
          put(account);
          changed();
        }}
      />
      <BudgetDrawer id={view.budget} onClose={() => show({ budget: '' })} />
      <LinkDialog open={asking?.what === 'link'} onClose={() => setAsking(null)} onLinked={changed} />
      <RelinkDialog
        account={asking?.what === 'relink' ? asking.account : null}
        returnTo={dialogFrom}
        onClose={() => setAsking(null)}
        onLinked={(account) => {
          changed();
          setAsking(null);
          say(`${ownerOf(account)} is linked anew.`);
        }}
      />
      <RemoveDialog
        account={asking?.what === 'remove' ? asking.account : null}
        returnTo={dialogFrom}
        onClose={() => setAsking(null)}
        onRemoved={(account) => {
          setAsking(null);
          if (view.shown === account.id) show({ shown: '' }, 'replace');
          changed();
          dialogFrom.current = document.getElementById('main'); // its own button goes with the row
          say(`${nameOf(account)} of ${ownerOf(account)} is removed, and its token is gone from the vault.`);
        }}
      />
    </>
  );
}

function Empty({ onLink }: { onLink: () => void }) {
  return (
    <div className="dash-empty dash-empty-first">
      <span className="dash-empty-icon">
        <Icon name="link" />
      </span>
      <h2>Nobody is linked yet</h2>
      <p>An account is one Figma identity: a token that somebody made, kept sealed here, and the team it works for. Link your own to try it, or send a customer a link.</p>
      <div className="dash-row dash-row-middle">
        <Button tone="primary" onClick={onLink}>
          Link an account
        </Button>
        <a className="ui-button" data-tone="quiet" href="/guide" target="_blank" rel="noopener">
          How to make a token
        </a>
      </div>
    </div>
  );
}

function Bones() {
  return (
    <div className="ui-card dash-bones" role="status">
      <span className="hidden-visually">Loading the accounts</span>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="dash-bone" />
      ))}
    </div>
  );
}
