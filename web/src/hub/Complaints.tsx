import { useEffect, useRef } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Notice } from '../ui/Notice.tsx';
import { Scopes } from '../ui/Scopes.tsx';
import { guideAddress } from './address.ts';
import type { Complaint } from './errors.ts';
import type { ConfigField, Session } from './wire.ts';
import { kWords } from './words.ts';

export interface ComplaintsProps {
  complaint: Complaint;
  count: number;
  fields: ConfigField[];
  session: Session;
}

// What went wrong, in one place. It takes the focus, so that it is read first and the way on is one Tab away.
export function Complaints({ complaint, count, fields, session }: ComplaintsProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), [count]);
  const wrong = fields.filter((field) => complaint.fields[field.key] !== undefined);
  return (
    <Notice tone="bad" ref={box} tabIndex={-1} role="alert" title={complaint.title}>
      {complaint.text && <p>{complaint.text}</p>}
      {wrong.length > 0 && (
        <ul className="hub-wrong">
          {wrong.map((field) => (
            <li key={field.key}>
              <button type="button" className="hub-jump" onClick={() => jumpTo(field.key)}>
                {field.label}
              </button>
              : {complaint.fields[field.key]}
            </li>
          ))}
        </ul>
      )}
      {complaint.missingScopes.length > 0 && <Missing scopes={complaint.missingScopes} session={session} />}
    </Notice>
  );
}

function jumpTo(key: string): void {
  const target = document.getElementsByName(key)[0];
  target?.focus();
}

function Missing({ scopes, session }: { scopes: string[]; session: Session }) {
  const needed = session.scopes.length > 0 ? session.scopes : scopes;
  return (
    <div className="hub-missing">
      <p>{kWords.errors.missingOnes}</p>
      <Scopes names={scopes} />
      {needed.length > scopes.length && (
        <>
          <p>{kWords.errors.missingNeeded}</p>
          <Scopes names={needed} />
        </>
      )}
      <div className="hub-missing-actions">
        <CopyButton text={needed.join(', ')} label={kWords.errors.missingCopy} size="small" />
        <a href={guideAddress(session.actions)} target="_blank" rel="noopener">
          {kWords.errors.missingGuide}
        </a>
      </div>
    </div>
  );
}
