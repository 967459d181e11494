// The form itself: one small component for each kind of control.
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Field, TextField, type Remark } from '../../ui/Field.tsx';
import { Prose } from '../parts/Prose.tsx';
import { SelectField } from '../parts/Select.tsx';
import type { Schema } from '../types.ts';
import { controlOf, defaultText, isIn, isNeeded, kItemsMax, limitsText, within, withoutItem, type Draft, type Problem } from './form.ts';

export interface FormWiring {
  draft: Draft;
  problems: Problem[];
  onDraft: (change: (before: Draft) => Draft) => void;
}

interface PartProps {
  name: string;
  schema: Schema;
  path: string;
  depth: number;
  needed: boolean;
  wiring: FormWiring;
}

const kPlaces: Record<string, string> = { path: 'Where', query: 'Options', body: 'Content' };

// The three places of the call, each under a heading when there is more than one.
export function Inputs({ schema, wiring }: { schema: Schema; wiring: FormWiring }) {
  const places = Object.entries(schema.properties ?? {});
  return places.map(([place, group]) => (
    <fieldset key={place} className="dash-place">
      <legend className={places.length > 1 ? 'dash-legend' : 'hidden-visually'}>{kPlaces[place] ?? place}</legend>
      <Members schema={group} path={place} depth={0} wiring={wiring} />
    </fieldset>
  ));
}

function Members({ schema, path, depth, wiring }: Omit<PartProps, 'name' | 'needed'>) {
  const members = Object.entries(schema.properties ?? {});
  // What is needed comes first; the rest keeps its order.
  const sorted = [...members.filter(([name]) => isNeeded(schema, name)), ...members.filter(([name]) => !isNeeded(schema, name))];
  return sorted.map(([name, member]) => <Part key={name} name={name} schema={member} path={within(path, name)} depth={depth + 1} needed={isNeeded(schema, name)} wiring={wiring} />);
}

function Part(props: PartProps) {
  const control = controlOf(props.schema, props.depth);
  if (control === 'group') return <Group {...props} />;
  if (control === 'items') return <Items {...props} />;
  return <Single {...props} />;
}

const remarkOf = (problems: Problem[], path: string, below = false): Remark | null => {
  const found = problems.find((problem) => (below ? isIn(problem.field, path) : problem.field === path));
  return found ? { tone: 'bad', text: (found.field === path ? found.message : `${found.field}: ${found.message}`).replaceAll('`', '') } : null;
};

function helpOf({ schema }: PartProps, more = ''): ReactNode {
  return <Prose text={[schema.deprecated ? 'Deprecated.' : '', schema.description ?? '', limitsText(schema), more].filter(Boolean).join(' ')} />;
}

function Single(props: PartProps) {
  const { name, schema, path, depth, needed, wiring } = props;
  const control = controlOf(schema, depth);
  const value = wiring.draft.texts[path] ?? '';
  const set = (text: string) => wiring.onDraft((before) => ({ ...before, texts: { ...before.texts, [path]: text } }));
  const usual = defaultText(schema);
  const common = { label: name, optional: !needed, remark: remarkOf(wiring.problems, path, control === 'lines' || control === 'json') };
  if (control === 'choice' || control === 'boolean') {
    const choices = control === 'boolean' ? ['true', 'false'] : (schema.enum ?? []);
    const none = usual ? `Usual: ${usual}` : needed ? 'Choose' : 'Left out';
    return <SelectField {...common} value={value} onChange={set} required={needed} help={helpOf(props)} options={[{ value: '', label: none }, ...choices.map((choice) => ({ value: choice, label: choice }))]} />;
  }
  if (control === 'lines' || control === 'json') {
    return (
      <Field {...common} help={helpOf(props, control === 'lines' ? 'One a line, or with commas between.' : 'As JSON.')}>
        {({ id, describedBy, invalid }) => (
          <div className="ui-box" data-bad={invalid}>
            <textarea
              id={id}
              className="ui-input dash-area"
              data-mono="true"
              rows={control === 'json' ? Math.min(14, Math.max(3, value.split('\n').length)) : Math.min(8, Math.max(2, value.split('\n').length))}
              value={value}
              placeholder={usual || (control === 'json' ? '{ }' : '')}
              onChange={(event) => set(event.target.value)}
              aria-describedby={describedBy}
              aria-invalid={invalid || undefined}
              aria-required={needed || undefined}
              spellCheck={false}
            />
          </div>
        )}
      </Field>
    );
  }
  return (
    <TextField
      {...common}
      help={helpOf(props)}
      value={value}
      placeholder={usual}
      required={needed}
      onChange={(event) => set(event.target.value)}
      inputMode={control === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={control === 'text' && /message|description|comment/.test(name)}
    />
  );
}

function Group({ name, schema, path, depth, needed, wiring }: PartProps) {
  const troubled = wiring.problems.some((problem) => isIn(problem.field, path));
  const inside = (
    <>
      {schema.description && (
        <p className="ui-help">
          <Prose text={schema.description} />
        </p>
      )}
      <Members schema={schema} path={path} depth={depth} wiring={wiring} />
    </>
  );
  if (needed) {
    return (
      <fieldset className="dash-group">
        <legend>{name}</legend>
        {inside}
      </fieldset>
    );
  }
  return (
    <details className="dash-group" open={troubled || undefined}>
      <summary>
        {name} <span className="ui-optional">(optional)</span>
      </summary>
      <div className="dash-group-in" role="group" aria-label={name}>
        {inside}
      </div>
    </details>
  );
}

function Items({ name, schema, path, depth, needed, wiring }: PartProps) {
  const count = wiring.draft.counts[path] ?? 0;
  const remark = remarkOf(wiring.problems, path);
  const setCount = (to: number) => wiring.onDraft((before) => ({ ...before, counts: { ...before.counts, [path]: to } }));
  const most = Math.min(schema.maxItems ?? kItemsMax, kItemsMax);
  return (
    <fieldset className="dash-group">
      <legend>
        {name} {!needed && <span className="ui-optional">(optional)</span>}
      </legend>
      {schema.description && (
        <p className="ui-help">
          <Prose text={schema.description} />
        </p>
      )}
      {Array.from({ length: count }, (_, index) => (
        <fieldset key={index} className="dash-item">
          <legend>
            {name} {index + 1}
          </legend>
          <Members schema={schema.items ?? {}} path={`${path}[${index}]`} depth={depth + 1} wiring={wiring} />
          <Button size="small" tone="quiet" onClick={() => wiring.onDraft((before) => withoutItem(before, path, index))} aria-label={`Take out ${name} ${index + 1}`}>
            Take out
          </Button>
        </fieldset>
      ))}
      {remark && (
        <p className="ui-remark" data-tone="bad">
          {remark.text}
        </p>
      )}
      <div>
        <Button size="small" onClick={() => setCount(count + 1)} disabled={count >= most} aria-invalid={remark ? true : undefined}>
          Add {count === 0 ? 'one' : 'another'}
        </Button>
      </div>
    </fieldset>
  );
}
