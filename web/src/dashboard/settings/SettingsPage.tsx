import { useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import type { Answer } from '../../wire/wire.ts';
import { useLoad, useTitle } from '../hooks.ts';
import { focusSoon } from '../keys/focusSoon.ts';
import { useSay } from '../parts/Say.tsx';
import { TroubleNotice } from '../parts/TroubleNotice.tsx';
import { ask } from '../session.ts';
import type { Project } from '../types.ts';
import { AddOrigin } from './AddOrigin.tsx';
import { isOpen, kOriginsMax } from './origins.ts';
import { RemoveOrigin } from './RemoveOrigin.tsx';
import './settings.css';

export type ChangeOrigins = (change: (origins: string[]) => string[]) => Promise<Answer<Project>>;

export default function SettingsPage() {
  useTitle('Settings');
  const say = useSay();
  const { value: project, trouble, patch, reload } = useLoad('project', (signal) => ask<Project>('/project', { signal }));
  const [removing, setRemoving] = useState('');
  const field = useRef<HTMLInputElement>(null);

  // The gateway takes the whole list, so the list is asked for first: somebody else may have changed it meanwhile.
  const changeOrigins: ChangeOrigins = async (change) => {
    const now = await ask<Project>('/project');
    if (!now.ok) return now;
    const answer = await ask<Project>('/project', { method: 'PATCH', body: { allowed_origins: change(now.value.allowed_origins) } });
    patch(() => (answer.ok ? answer.value : now.value));
    return answer;
  };
  return (
    <>
      <div className="dash-head">
        <div>
          <h1>Settings</h1>
          <p className="dash-soft">What holds for the whole project</p>
        </div>
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
      {!project && !trouble && (
        <div className="ui-card dash-bones" role="status">
          <span className="hidden-visually">Loading the settings</span>
          {[0, 1, 2].map((row) => (
            <div key={row} className="dash-bone" />
          ))}
        </div>
      )}
      {project && (
        <div className="settings">
          <section className="ui-card dash-card" aria-labelledby="settings-project">
            <h2 id="settings-project">Project</h2>
            <dl className="dash-facts">
              <Fact name="Name" value={project.name} />
              <Fact name="Id" value={project.id} mono copy />
              <Fact name="Public URL" value={project.public_url} mono copy />
            </dl>
            <p className="ui-help">
              The public URL is how the outside reaches this gateway; the links that it hands out begin with it. It is set where the gateway is started, by <code>--public-url</code>.
            </p>
          </section>
          <section className="ui-card dash-card" aria-labelledby="settings-origins">
            <div>
              <h2 id="settings-origins">Allowed origins</h2>
              <p className="dash-soft">The sites whose pages may hold the linking page in a frame, and to which it may send people back.</p>
            </div>
            {project.allowed_origins.length > 0 ? (
              <ul className="dash-origins">
                {project.allowed_origins.map((origin) => (
                  <li key={origin}>
                    <span className="dash-two">
                      <code>{origin}</code>
                      {isOpen(origin) && <span className="settings-open">Not encrypted: use https where people link for real.</span>}
                    </span>
                    <Button size="small" onClick={() => setRemoving(origin)} aria-label={`Remove ${origin}`}>
                      Remove
                    </Button>
                  </li>
                ))}
              </ul>
            ) : (
              <p className="dash-list-empty">None yet: the linking page works as a page of its own and as a window, but in no frame.</p>
            )}
            <AddOrigin field={field} origins={project.allowed_origins} onChange={changeOrigins} onAdded={(origin) => say(`${origin} is allowed.`)} />
            <p className="ui-help" role="status">
              {project.allowed_origins.length} of at most {kOriginsMax}
            </p>
          </section>
        </div>
      )}
      <RemoveOrigin
        origin={removing}
        onClose={() => setRemoving('')}
        onChange={changeOrigins}
        onRemoved={(origin) => {
          setRemoving('');
          say(`${origin} is no longer allowed.`);
          focusSoon(field); // the button that asked for it is gone
        }}
      />
    </>
  );
}

function Fact({ name, value, mono = false, copy = false }: { name: string; value: string; mono?: boolean; copy?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={copy ? 'dash-id' : undefined}>
        {mono ? <code>{value}</code> : <span>{value}</span>}
        {copy && <CopyButton text={value} size="small" tone="quiet" aria-label={`Copy: ${name}`} />}
      </dd>
    </div>
  );
}
