import { Menu, MenuButton, MenuItem, MenuItemRadio, MenuProvider, MenuSeparator } from '@ariakit/react/menu';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Icon } from '../ui/Icon.tsx';
import mark from '../ui/mark.svg';
import { keepLook, keptLook, kLooks, type Look } from './look.ts';
import { addressOf, follow, kPages, usePlace, type Page } from './router.ts';
import { session } from './session.ts';
import type { SignedIn } from './types.ts';

const kNames: Record<Page, string> = { accounts: 'Accounts', run: 'Run', keys: 'Keys', log: 'Log', settings: 'Settings' };
const kLookNames: Record<Look, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export function Shell({ signed, children }: { signed: SignedIn; children: ReactNode }) {
  const { page } = usePlace();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // A new page is read from its beginning; the first one keeps the browser's own place.
  useEffect(() => {
    if (!first.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first.current = false;
  }, [page]);
  return (
    <>
      <a className="dash-skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <header className="dash-top">
        <div className="dash-top-in">
          <a className="dash-brand" href={addressOf('accounts')} onClick={follow}>
            <img src={mark} alt="" width="26" height="26" />
            <span>figlink</span>
          </a>
          <nav className="dash-nav" aria-label="Pages">
            {kPages.map((name) => (
              <a key={name} href={addressOf(name)} onClick={follow} aria-current={page === name ? 'page' : undefined}>
                {kNames[name]}
              </a>
            ))}
          </nav>
          <WhoMenu signed={signed} />
        </div>
      </header>
      <main id="main" className="dash-main" tabIndex={-1} ref={main}>
        {children}
      </main>
    </>
  );
}

function WhoMenu({ signed }: { signed: SignedIn }) {
  const [look, setLook] = useState<Look>(keptLook);
  const choose = (value: Look) => {
    setLook(value);
    keepLook(value);
  };
  return (
    <MenuProvider placement="bottom-end" values={{ look }} setValues={(values) => choose(values['look'] as Look)}>
      <MenuButton className="dash-who" aria-label={`Signed in with the key ${signed.key.name}. Menu`}>
        <span className="dash-who-name">{signed.key.name}</span>
        <Icon name="down" />
      </MenuButton>
      <Menu gutter={6} fixed unmountOnHide className="dash-menu" aria-label="Session">
        <div className="dash-menu-head">
          <strong>{signed.project.name}</strong>
          <span>
            Key {signed.key.name} <code>…{signed.key.hint}</code>
          </span>
        </div>
        <MenuSeparator className="dash-menu-line" />
        <div role="group" aria-label="Light or dark">
          {kLooks.map((name) => (
            <MenuItemRadio key={name} name="look" value={name} className="dash-menu-item" hideOnClick={false}>
              <span className="dash-menu-check">{look === name && <Icon name="check" />}</span>
              {kLookNames[name]}
            </MenuItemRadio>
          ))}
        </div>
        <MenuSeparator className="dash-menu-line" />
        <MenuItem className="dash-menu-item" onClick={() => void session.signOut()}>
          <span className="dash-menu-check" />
          Sign out
        </MenuItem>
      </Menu>
    </MenuProvider>
  );
}
