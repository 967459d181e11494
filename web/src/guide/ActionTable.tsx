import { useEffect, useId, useRef } from 'react';
import type { Catalogue, CatalogueAction } from '../wire/catalogue.ts';
import { groupsOf, isPersonal, type Group } from './scopes.ts';
import { kWords } from './words.ts';

export interface ActionTableProps {
  catalogue: Catalogue;
  chosen: ReadonlySet<string>;
  search: string;
  onChosen: (chosen: Set<string>) => void;
}

export function ActionTable({ catalogue, chosen, search, onChosen }: ActionTableProps) {
  const groups = groupsOf(catalogue, search);
  const set = (names: string[], on: boolean) => {
    const next = new Set(chosen);
    for (const name of names) on ? next.add(name) : next.delete(name);
    onChosen(next);
  };
  const enterprise = new Set(catalogue.scopes.filter((scope) => scope.enterprise).map((scope) => scope.name));
  if (groups.length === 0) return <p className="guide-none">{kWords.searchNone}</p>;
  return (
    <div className="guide-tables">
      {groups.map((group) => (
        <GroupTable key={group.name} group={group} chosen={chosen} enterprise={enterprise} onSet={set} />
      ))}
    </div>
  );
}

interface GroupTableProps {
  group: Group;
  chosen: ReadonlySet<string>;
  enterprise: ReadonlySet<string>;
  onSet: (names: string[], on: boolean) => void;
}

function GroupTable({ group, chosen, enterprise, onSet }: GroupTableProps) {
  const id = useId();
  const all = useRef<HTMLInputElement>(null);
  const names = group.actions.map((action) => action.name);
  const count = names.filter((name) => chosen.has(name)).length;
  const some = count > 0 && count < names.length;
  useEffect(() => {
    if (all.current) all.current.indeterminate = some; // there is no attribute for it
  }, [some]);
  return (
    <table className="guide-table">
      <caption className="hidden-visually">{kWords.table.caption(group.name)}</caption>
      <thead>
        <tr>
          <th scope="col">
            <label className="guide-pick" htmlFor={id}>
              <input
                ref={all}
                id={id}
                type="checkbox"
                checked={count === names.length}
                aria-label={kWords.table.all(group.name)}
                onChange={(event) => onSet(names, event.currentTarget.checked)}
              />
              <span className="guide-group">{group.name}</span>
            </label>
          </th>
          <th scope="col" className="guide-scope-head">
            {kWords.table.scope}
          </th>
        </tr>
      </thead>
      <tbody>
        {group.actions.map((action) => (
          <Row
            key={action.name}
            action={action}
            on={chosen.has(action.name)}
            enterprise={action.scopes.length > 0 && action.scopes.every((scope) => enterprise.has(scope))}
            onSet={(on) => onSet([action.name], on)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  action: CatalogueAction;
  on: boolean;
  enterprise: boolean;
  onSet: (on: boolean) => void;
}

function Row({ action, on, enterprise, onSet }: RowProps) {
  const id = useId();
  return (
    <tr data-on={on}>
      <th scope="row">
        <label className="guide-pick" htmlFor={id}>
          <input id={id} type="checkbox" checked={on} aria-describedby={`${id}-about`} onChange={(event) => onSet(event.currentTarget.checked)} />
          <span>{action.label}</span>
        </label>
        <p id={`${id}-about`} className="guide-about">
          {action.summary} <Tags action={action} enterprise={enterprise} />
        </p>
      </th>
      <td>
        <ScopeCell action={action} />
      </td>
    </tr>
  );
}

function ScopeCell({ action }: { action: CatalogueAction }) {
  if (!isPersonal(action)) return <span className="guide-faint">{kWords.tags.never}</span>;
  if (action.scopes.length === 0) return <span className="guide-faint">{kWords.needsNone}</span>;
  return action.scopes.map((scope, at) => (
    <span key={scope}>
      {at > 0 && <span className="guide-faint"> {kWords.or} </span>}
      <code className="guide-code">{scope}</code>
    </span>
  ));
}

function Tags({ action, enterprise }: { action: CatalogueAction; enterprise: boolean }) {
  return (
    <>
      {action.effect !== 'reads' && (
        <span className="guide-tag">{action.effect === 'deletes' ? kWords.tags.deletes : kWords.tags.writes}</span>
      )}
      {enterprise && <span className="guide-tag" data-tone="warn">{kWords.tags.enterprise}</span>}
      {action.deprecated && <span className="guide-tag">{kWords.tags.deprecated}</span>}
    </>
  );
}
