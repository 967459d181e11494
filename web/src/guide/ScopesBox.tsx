import { useId } from 'react';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Notice } from '../ui/Notice.tsx';
import type { Catalogue } from '../wire/catalogue.ts';
import { joined, neededScopes, neverPersonal, type Separator } from './scopes.ts';
import { kWords } from './words.ts';

export interface ScopesBoxProps {
  catalogue: Catalogue;
  chosen: ReadonlySet<string>;
  separator: Separator;
  onSeparator: (separator: Separator) => void;
}

const kChoices: [Separator, string][] = [
  ['comma', kWords.scopes.comma],
  ['space', kWords.scopes.space],
  ['line', kWords.scopes.line],
];

// Exactly what to enable at Figma, to read and to copy.
export function ScopesBox({ catalogue, chosen, separator, onSeparator }: ScopesBoxProps) {
  const group = useId();
  const scopes = neededScopes(catalogue, chosen);
  return (
    <div className="guide-scopes">
      <p className="guide-count" aria-live="polite">
        {scopes.length > 0 ? kWords.scopes.count(scopes.length) : kWords.scopes.none}
      </p>
      {scopes.length > 0 && (
        <>
          <ul className="guide-scope-list">
            {scopes.map((scope) => (
              <li key={scope.name}>
                <code>{scope.name}</code>
                {scope.gives && <span className="guide-gives">{scope.gives}</span>}
              </li>
            ))}
          </ul>
          <div className="guide-copy">
            <CopyButton tone="primary" text={joined(scopes, separator)} label={kWords.scopes.copy} />
            <fieldset className="guide-separator">
              <legend>{kWords.scopes.separator}</legend>
              {kChoices.map(([value, label]) => (
                <label key={value} className="guide-radio">
                  <input type="radio" name={group} value={value} checked={separator === value} onChange={() => onSeparator(value)} />
                  <span>{label}</span>
                </label>
              ))}
            </fieldset>
          </div>
        </>
      )}
      <Warnings catalogue={catalogue} chosen={chosen} />
    </div>
  );
}

function Warnings({ catalogue, chosen }: { catalogue: Catalogue; chosen: ReadonlySet<string> }) {
  const enterprise = neededScopes(catalogue, chosen).filter((scope) => scope.enterprise);
  const never = neverPersonal(catalogue, chosen);
  return (
    <>
      {enterprise.length > 0 && (
        <Notice tone="warn" title={kWords.warnings.enterprise}>
          <p>
            {kWords.warnings.enterpriseText} <Names names={enterprise.map((scope) => scope.name)} code />
          </p>
        </Notice>
      )}
      {never.length > 0 && (
        <Notice tone="warn" title={kWords.warnings.never}>
          <p>
            {kWords.warnings.neverText} <Names names={never.map((action) => action.label)} />
          </p>
        </Notice>
      )}
    </>
  );
}

function Names({ names, code = false }: { names: string[]; code?: boolean }) {
  return names.map((name, at) => (
    <span key={name}>
      {code ? <code>{name}</code> : name}
      {at < names.length - 1 ? ', ' : '.'}
    </span>
  ));
}
