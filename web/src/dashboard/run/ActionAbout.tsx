import { Notice } from '../../ui/Notice.tsx';
import { Scopes } from '../../ui/Scopes.tsx';
import { Prose } from '../parts/Prose.tsx';
import { addressOf, follow } from '../router.ts';
import type { Account, Action } from '../types.ts';
import { Effect } from './ActionPick.tsx';
import { ruleText } from './form.ts';

// Only a whole list of scopes shows that one is missing.
function lacks(action: Action, account: Account | null): boolean {
  const held = account?.scopes;
  if (!held || account.scopes_complete === false || action.scopes.length === 0) return false;
  return !action.scopes.some((scope) => held.includes(scope)) && !held.includes('files:read');
}

export function ActionAbout({ action, account }: { action: Action; account: Account | null }) {
  return (
    <div className="dash-about">
      <div className="dash-row dash-row-tight">
        <h2 id="action-title">{action.label}</h2>
        <Effect effect={action.effect} />
      </div>
      <p>
        <Prose text={`${action.summary} ${action.about}`} />
      </p>
      <p className="dash-soft dash-row dash-row-tight">
        <code className="dash-clip">
          {action.method} {action.path}
        </code>
        {action.scopes.length > 0 && <Scopes names={action.scopes} />}
        <a href={action.docs} target="_blank" rel="noopener noreferrer">
          Figma’s page about it
        </a>
      </p>
      {action.deprecated && (
        <Notice tone="warn" title="Figma calls this deprecated">
          {action.instead && (
            <p>
              Use{' '}
              <a href={addressOf('run', { account: account?.id, action: action.instead })} onClick={follow}>
                {action.instead}
              </a>
              .
            </p>
          )}
        </Notice>
      )}
      {action.plan !== 'any' && <p className="dash-soft">Only on the {action.plan} plan.</p>}
      {!action.credentials.some((kind) => kind.startsWith('personal')) && (
        <Notice tone="warn" title="No personal token may call this">
          <p>Figma takes only: {action.credentials.join(', ')}.</p>
        </Notice>
      )}
      {lacks(action, account) && (
        <Notice tone="warn" title="This account’s token lacks the scope">
          <p>It needs {action.scopes.join(' or ')}.</p>
        </Notice>
      )}
      {action.rules.length > 0 && (
        <ul className="dash-rules">
          {action.rules.map((rule) => (
            <li key={rule.rule + rule.inputs.join()}>{ruleText(rule.rule, rule.inputs)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
