import { Dialog } from '@ariakit/react/dialog';
import { lazy, Suspense, useEffect } from 'react';
import { Button } from '../ui/Button.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { AccountsPage } from './accounts/AccountsPage.tsx';
import { useSession, useSigned } from './hooks.ts';
import { SayProvider } from './parts/Say.tsx';
import { addressOf, follow, usePlace, type Page } from './router.ts';
import { session } from './session.ts';
import { Shell } from './Shell.tsx';
import { SignIn } from './SignIn.tsx';
import './dashboard.css';

const pages: Record<Page, React.ComponentType> = {
  accounts: AccountsPage,
  run: lazy(() => import('./run/RunPage.tsx')),
  keys: lazy(() => import('./keys/KeysPage.tsx')),
  log: lazy(() => import('./log/LogPage.tsx')),
  settings: lazy(() => import('./settings/SettingsPage.tsx')),
};

export function App() {
  const state = useSession();
  const signed = useSigned();
  useEffect(() => void session.open(), []);
  if (state.name === 'opening') {
    return (
      <Middle>
        <p className="dash-waits" role="status">
          <Spinner /> Opening the dashboard
        </p>
      </Middle>
    );
  }
  if (state.name === 'unreachable') {
    return (
      <Middle>
        <h1>{state.message}</h1>
        <p className="dash-soft">{state.hint}</p>
        <Button tone="primary" onClick={() => void session.open()}>
          Try again
        </Button>
      </Middle>
    );
  }
  if (!signed || (state.name === 'out' && state.why === 'left')) {
    return (
      <Middle>
        <SignIn why={state.name === 'out' ? state.why : 'new'} />
      </Middle>
    );
  }
  // Another project has nothing in common with what is on the screen, so it gets a page of its own.
  return (
    <SayProvider key={signed.project.id}>
      <Shell signed={signed}>
        <CurrentPage />
      </Shell>
      <Dialog open={state.name === 'out'} modal hideOnEscape={false} hideOnInteractOutside={false} backdrop={false} unmountOnHide className="dash-over" aria-label="Sign in again">
        <SignIn why="ended" />
      </Dialog>
    </SayProvider>
  );
}

function Middle({ children }: { children: React.ReactNode }) {
  return (
    <main className="dash-middle">
      <div className="ui-card dash-middle-card">{children}</div>
    </main>
  );
}

function CurrentPage() {
  const { page } = usePlace();
  if (!page) return <NoPage />;
  const Found = pages[page];
  return (
    <Suspense
      fallback={
        <p className="dash-waits" role="status">
          <Spinner /> Opening
        </p>
      }
    >
      <Found />
    </Suspense>
  );
}

function NoPage() {
  return (
    <div className="dash-empty">
      <h1>There is no such page</h1>
      <p>
        Go to the{' '}
        <a href={addressOf('accounts')} onClick={follow}>
          accounts
        </a>
        .
      </p>
    </div>
  );
}
