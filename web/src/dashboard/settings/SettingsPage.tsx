import { useRef, useState, type FormEvent } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { TextField } from '../../ui/Field.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Trouble } from '../../wire/wire.ts';
import { useLoad, useTitle } from '../hooks.ts';
import { useSay } from '../parts/Say.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Project } from '../types.ts';
import { originProblem, readOrigin } from './origins.ts';

export default function SettingsPage() {
  useTitle('Settings');
  const { value: project, trouble, patch } = useLoad('project', (signal) => ask<Project>('/project', { signal }));
  return (
    <>
      <div className="dash-head">
        <h1>Settings</h1>
      </div>
      {trouble && <TroubleNotice trouble={trouble} />}
      {!project && !trouble && (
        <p className="dash-waits" role="status">
          <Spinner /> Loading
        </p>
      )}
      {project && (
        <>
          <Origins project={project} onChanged={(changed) => patch(() => changed)} />
          <section className="ui-card dash-card">
            <h2>Project</h2>
            <dl className="dash-facts">
              <div>
                <dt>Name</dt>
                <dd>{project.name}</dd>
              </div>
              <div>
                <dt>Id</dt>
                <dd className="dash-id">
                  <code>{project.id}</code> <CopyButton text={project.id} size="small" tone="quiet" aria-label="Copy the project id" />
                </dd>
              </div>
              <div>
                <dt>Public address</dt>
                <dd className="dash-id">
                  <code>{project.public_url}</code> <CopyButton text={project.public_url} size="small" tone="quiet" aria-label="Copy the public address" />
                </dd>
              </div>
            </dl>
            <p className="dash-soft">
              Links that figlink hands out begin with the public address. Change it with <code>--public-url</code>.
            </p>
          </section>
        </>
      )}
    </>
  );
}

function Origins({ project, onChanged }: { project: Project; onChanged: (project: Project) => void }) {
  const say = useSay();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const save = async (origins: string[], said: string) => {
    setBusy(true);
    setTrouble(null);
    const answer = await ask<Project>('/project', { method: 'PATCH', body: { allowed_origins: origins } });
    setBusy(false);
    if (!answer.ok) {
      setTrouble(answer.trouble);
      return false;
    }
    onChanged(answer.value);
    say(said);
    return true;
  };
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const wrong = originProblem(text, project.allowed_origins);
    setProblem(wrong);
    const origin = readOrigin(text);
    if (!wrong && origin && (await save([...project.allowed_origins, origin], `${origin} may embed the Hub.`))) setText('');
    input.current?.focus();
  };
  const remove = async (origin: string) => {
    await save(project.allowed_origins.filter((one) => one !== origin), `${origin} may no longer embed the Hub.`);
    input.current?.focus();
  };
  return (
    <section className="ui-card dash-card">
      <div>
        <h2>Allowed origins</h2>
        <p className="dash-soft">Pages of these origins may show the Hub in a frame and hear from it, and links may lead back to them. Without any, nobody may.</p>
      </div>
      {project.allowed_origins.length === 0 ? (
        <p className="dash-list-empty">None yet.</p>
      ) : (
        <ul className="dash-origins">
          {project.allowed_origins.map((origin) => (
            <li key={origin}>
              <code>{origin}</code>
              <Button size="small" tone="quiet" onClick={() => void remove(origin)} disabled={busy} aria-label={`Take away ${origin}`}>
                Take away
              </Button>
            </li>
          ))}
        </ul>
      )}
      {trouble && <TroubleNotice trouble={trouble} />}
      <form className="dash-add" onSubmit={(event) => void add(event)}>
        <TextField
          ref={input}
          label="Add an origin"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="https://app.example.com"
          help="As a browser shows it: scheme, host and port."
          remark={problem ? { tone: 'bad', text: problem } : null}
          inputMode="url"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          mono
        />
        <Button type="submit" busy={busy}>
          Add
        </Button>
      </form>
    </section>
  );
}
