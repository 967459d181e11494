import { useEffect, useRef, useState, type FormEvent, type RefObject } from 'react';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Complaints } from './Complaints.tsx';
import { cleanToken } from './hints.ts';
import { KeptSecret } from './KeptSecret.tsx';
import { isSecret, type Opened } from './load.ts';
import { PlainField } from './PlainField.tsx';
import { SecretField } from './SecretField.tsx';
import { readTeam } from './team.ts';
import type { Hub } from './useHub.ts';
import type { ConfigField } from './wire.ts';
import { kWords } from './words.ts';

export type HelpTopic = 'token' | 'team' | 'expiry';

export interface LinkFormProps {
  hub: Hub;
  opened: Opened;
  over: boolean;
  onHelp: (topic: HelpTopic) => void;
}

const kTopics: Record<string, [HelpTopic, string]> = {
  personal_access_token: ['token', kWords.help.open],
  team_id: ['team', kWords.help.openTeam],
};

const startOf = ({ connector, present }: Opened): Record<string, string> =>
  Object.fromEntries(
    connector.configFields
      .filter((field) => !isSecret(field))
      .map((field) => [field.key, present[field.key] ?? String(field.value ?? '')]),
  );

export function LinkForm({ hub, opened, over, onHelp }: LinkFormProps) {
  const fields = opened.connector.configFields;
  const editing = opened.accountId !== null;
  const [values, setValues] = useState(() => startOf(opened));
  const [fromAddress, setFromAddress] = useState('');
  const [replacing, setReplacing] = useState<string[]>([]);
  const [mended, setMended] = useState<{ complaint: number; keys: string[] }>({ complaint: 0, keys: [] });
  const secrets = useRef(new Map<string, RefObject<HTMLInputElement | null>>());
  const replaceButton = useRef<HTMLButtonElement>(null);
  const locked = over || hub.checking;

  const secretOf = (key: string): RefObject<HTMLInputElement | null> => {
    const known = secrets.current.get(key) ?? { current: null };
    secrets.current.set(key, known);
    return known;
  };
  const isKept = (field: ConfigField) => opened.tokenEnds[field.key] !== undefined && !replacing.includes(field.key);

  // An error goes as soon as its field is touched; the summary stays until the next try.
  const touch = (key: string) =>
    setMended((now) => ({ complaint: hub.complaints, keys: now.complaint === hub.complaints ? [...now.keys, key] : [key] }));
  const errorOf = (key: string): string | undefined =>
    mended.complaint === hub.complaints && mended.keys.includes(key) ? undefined : hub.complaint?.fields[key];

  const setValue = (key: string, value: string, read = false) => {
    touch(key);
    if (key === 'team_id') setFromAddress(read ? value : '');
    setValues((now) => ({ ...now, [key]: value }));
  };

  const gather = (): Record<string, string> => {
    const all: Record<string, string> = {};
    for (const field of fields) {
      const typed = isSecret(field) ? cleanToken(secretOf(field.key).current?.value ?? '') : (values[field.key] ?? '').trim();
      all[field.key] = field.key === 'team_id' ? readTeam(typed) : typed;
    }
    return all;
  };

  // An existing account is sent only what was changed; with a new token comes a new day, so that one always goes along.
  const changesIn = (all: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(all).filter(([key, value]) => {
        if (value === '') return false;
        if (!editing || opened.present[key] === undefined) return true;
        return value !== opened.present[key] || (key === 'expires_on' && replacing.length > 0);
      }),
    );

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (over) return;
    const all = gather();
    if (!(await hub.submit(all, changesIn(all)))) return;
    for (const { current } of secrets.current.values()) if (current) current.value = '';
  };

  const replace = (key: string) => {
    setReplacing((now) => [...now, key]);
    setValues((now) => ({ ...now, expires_on: '' }));
  };
  const keep = (key: string) => {
    setReplacing((now) => now.filter((one) => one !== key));
    setValues((now) => ({ ...now, expires_on: opened.present['expires_on'] ?? '' }));
  };
  const replaced = replacing[replacing.length - 1];
  const wasReplacing = useRef(false);
  useEffect(() => {
    if (replaced !== undefined) secrets.current.get(replaced)?.current?.focus();
    else if (wasReplacing.current) replaceButton.current?.focus();
    wasReplacing.current = replaced !== undefined;
  }, [replaced]);

  const draw = (field: ConfigField) => {
    const topic = kTopics[field.key];
    const aside = topic && (
      <button type="button" className="hub-help-link" onClick={() => onHelp(topic[0])}>
        {topic[1]}
      </button>
    );
    const common = { field, error: errorOf(field.key), help: field.description ?? field.tooltip ?? '', aside, disabled: locked };
    if (isSecret(field) && isKept(field)) {
      return (
        <KeptSecret
          key={field.key}
          label={field.label}
          last={opened.tokenEnds[field.key] ?? ''}
          help={kWords.oldTokenWhole}
          disabled={locked}
          replaceRef={replaceButton}
          onReplace={() => replace(field.key)}
        />
      );
    }
    if (isSecret(field)) {
      return (
        <div key={field.key} className="hub-secret">
          <SecretField {...common} input={secretOf(field.key)} onTyped={() => touch(field.key)} />
          {replacing.includes(field.key) && (
            <button type="button" className="hub-help-link hub-keep" disabled={locked} onClick={() => keep(field.key)}>
              {kWords.keep}
            </button>
          )}
        </div>
      );
    }
    return (
      <PlainField
        key={field.key}
        {...common}
        value={values[field.key] ?? ''}
        fromAddress={field.key === 'team_id' && fromAddress !== '' && fromAddress === values[field.key]}
        onValue={(value, read) => setValue(field.key, value, read)}
      />
    );
  };

  return (
    <form className="hub-form" noValidate autoComplete="off" onSubmit={(event) => void submit(event)}>
      {over && (
        <Notice tone="warn" role="alert" title={kWords.over.title}>
          <p>{kWords.over.text}</p>
        </Notice>
      )}
      {hub.complaint && !over && (
        <Complaints complaint={hub.complaint} count={hub.complaints} fields={fields} session={opened.settings.session} />
      )}
      {opened.dead && (
        <Notice tone="warn" title={opened.dead.expired ? kWords.dead.expired : kWords.dead.broken}>
          {opened.dead.why && <p>{opened.dead.why}</p>}
          <p>{kWords.dead.text}</p>
          <p>
            <button type="button" className="hub-help-link" onClick={() => onHelp('token')}>
              {kWords.dead.help}
            </button>
          </p>
        </Notice>
      )}
      {opened.connector.configNotices?.map((notice) => (
        <Notice key={notice.key} tone={notice.type === 'warning' ? 'warn' : 'info'}>
          <p>{notice.description}</p>
        </Notice>
      ))}
      {fields.map(draw)}
      <Submit hub={hub} editing={editing} over={over} />
    </form>
  );
}

function Submit({ hub, editing, over }: { hub: Hub; editing: boolean; over: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  const cancel = () => {
    hub.cancel();
    button.current?.focus(); // the button that was pressed goes away
  };
  const said = hub.checking
    ? hub.slow
      ? kWords.progress.slow
      : kWords.progress.checking
    : hub.cancelled
      ? kWords.progress.cancelled
      : '';
  return (
    <div className="hub-submit">
      <div className="hub-buttons">
        <Button ref={button} type="submit" tone="primary" wide busy={hub.checking} disabled={over}>
          {editing ? kWords.save : kWords.connect}
        </Button>
        {hub.checking && <Button onClick={cancel}>{kWords.cancel}</Button>}
      </div>
      <p className="hub-progress" role="status" aria-live="polite">
        {said}
      </p>
      <p className="hub-promise">
        <Icon name="lock" />
        <span>{kWords.promise}</span>
      </p>
    </div>
  );
}
