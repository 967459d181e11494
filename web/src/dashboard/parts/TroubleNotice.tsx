import type { ReactNode } from 'react';
import { Notice } from '../../ui/Notice.tsx';
import { Scopes } from '../../ui/Scopes.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { Prose } from './Prose.tsx';

// What went wrong and what to do about it, in the gateway's own words.
export function TroubleNotice({ trouble, children }: { trouble: Trouble; children?: ReactNode }) {
  const told = trouble.errors.filter((item) => item.message && !trouble.message.includes(item.message));
  return (
    <Notice tone="bad" role="alert" title={<Prose text={trouble.message} />}>
      {trouble.hint && (
        <p>
          <Prose text={trouble.hint} />
        </p>
      )}
      {told.length > 0 && (
        <ul className="dash-problems">
          {told.map((item) => (
            <li key={item.field + item.message}>
              {item.field && <code>{item.field}</code>} <Prose text={item.message} />
            </li>
          ))}
        </ul>
      )}
      {trouble.missingScopes.length > 0 && <Scopes names={trouble.missingScopes} />}
      {trouble.retryAfterSeconds > 0 && <p>Try again in {trouble.retryAfterSeconds} s.</p>}
      {children}
    </Notice>
  );
}
