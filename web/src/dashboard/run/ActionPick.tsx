import { Combobox, ComboboxGroup, ComboboxGroupLabel, ComboboxItem, ComboboxPopover, ComboboxProvider } from '@ariakit/react/combobox';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { Field } from '../../ui/Field.tsx';
import { Prose } from '../parts/Prose.tsx';
import type { Action } from '../types.ts';
import { byGroup, findActions } from './find.ts';

export function Effect({ effect }: { effect: string }) {
  if (effect === 'reads') return null;
  return (
    <span className="dash-badge" data-tone={effect === 'deletes' ? 'bad' : 'warn'}>
      {effect === 'deletes' ? 'Deletes' : 'Writes'}
    </span>
  );
}

export function ActionPick({ actions, action, onPick }: { actions: Action[]; action: Action | null; onPick: (name: string) => void }) {
  const chosen = action?.label ?? '';
  const [text, setText] = useState(chosen);
  useEffect(() => setText(chosen), [chosen]);
  const words = useDeferredValue(text === chosen ? '' : text);
  const groups = useMemo(() => byGroup(findActions(actions, words)), [actions, words]);
  return (
    <Field label="Action" help={action ? <code>{action.name}</code> : 'What to do at Figma.'}>
      {({ id, describedBy }) => (
        <ComboboxProvider value={text} setValue={setText} resetValueOnHide={false}>
          <div className="ui-box">
            <Combobox
              id={id}
              className="ui-input"
              placeholder="Search actions"
              aria-describedby={describedBy}
              autoSelect
              showOnClick
              onFocus={(event) => event.currentTarget.select()}
              onBlur={() => setText(chosen)}
            />
          </div>
          <ComboboxPopover gutter={4} sameWidth fixed unmountOnHide className="dash-menu dash-list" aria-label="Actions">
            {groups.map(([name, members]) => (
              <ComboboxGroup key={name}>
                <ComboboxGroupLabel className="dash-list-head">{name}</ComboboxGroupLabel>
                {members.map((one) => (
                  <ComboboxItem key={one.name} className="dash-menu-item dash-option" focusOnHover setValueOnClick={false} hideOnClick onClick={() => (setText(one.label), onPick(one.name))}>
                    <span className="dash-two">
                      <span>{one.label}</span>
                      <span className="dash-under">
                        <Prose text={one.summary} />
                      </span>
                    </span>
                    <Effect effect={one.effect} />
                  </ComboboxItem>
                ))}
              </ComboboxGroup>
            ))}
            {groups.length === 0 && <p className="dash-list-note">No action fits.</p>}
          </ComboboxPopover>
        </ComboboxProvider>
      )}
    </Field>
  );
}
