import { useState } from 'react';
import { RelinkDialog } from '../accounts/RelinkDialog.tsx';
import { setStatus, statusSaid } from '../accounts/setStatus.ts';
import { canResume, isDead, ownerOf, statusWords } from '../accounts/status.ts';
import { useSay } from '../parts/Say.tsx';
import type { Account } from '../types.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';

// The notice goes away with its button, so focus goes on to what can be done now.
const goOn = () => (document.querySelector<HTMLElement>('.dash-bench-form [type="submit"]') ?? document.querySelector<HTMLElement>('[data-pick="account"]'))?.focus();

function titleOf(account: Account): string {
  if (!isDead(account)) return `This account is ${statusWords(account).text.toLowerCase()}`;
  return account.status === 'expired' ? 'This account’s token has expired' : 'This account’s token does not work';
}

// Why nothing runs with the account, and the way out.
export function AtRest({ account, onChanged }: { account: Account; onChanged: (account: Account) => void }) {
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [relinking, setRelinking] = useState(false);
  const dead = isDead(account);
  const why = account.status_reasons[0]?.description;
  const tell = (changed: Account, text: string) => {
    onChanged(changed);
    say(text, isDead(changed) ? 'bad' : 'good');
    requestAnimationFrame(goOn);
  };
  const resume = async () => {
    setBusy(true);
    const answer = await setStatus(account, 'active');
    setBusy(false);
    if (answer.ok) tell(answer.value, statusSaid(answer.value));
    else say(`${answer.trouble.message} ${answer.trouble.hint}`, 'bad');
  };
  return (
    <Notice tone={dead ? 'bad' : 'warn'} title={titleOf(account)}>
      <div className="dash-warning">
        <p>
          {dead && why ? `${why} ` : ''}
          {dead ? 'Nothing runs with it before it has a new token.' : 'Nothing runs with it before it is resumed.'}
        </p>
        {dead && (
          <Button size="small" onClick={() => setRelinking(true)}>
            Relink {ownerOf(account)}
          </Button>
        )}
        {canResume(account) && (
          <Button size="small" busy={busy} onClick={() => void resume()}>
            Resume {ownerOf(account)}
          </Button>
        )}
      </div>
      <RelinkDialog
        account={relinking ? account : null}
        onClose={() => setRelinking(false)}
        onLinked={(linked) => {
          setRelinking(false);
          tell(linked, `${ownerOf(linked)} is linked anew.`);
        }}
      />
    </Notice>
  );
}
