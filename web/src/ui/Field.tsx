import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from 'react';
import { Icon } from './Icon.tsx';

export interface Remark {
  tone: 'bad' | 'hint' | 'good';
  text: string;
}

export interface FieldProps {
  label: string;
  help?: ReactNode;
  remark?: Remark | null;
  optional?: boolean;
  aside?: ReactNode; // beside the label
  // Draws the control: `describedBy` and `invalid` are for its aria attributes.
  children: (wiring: { id: string; describedBy: string; invalid: boolean }) => ReactNode;
}

const kRemarkIcons = { bad: 'bad', hint: 'info', good: 'good' } as const;

// Label, control, help and one remark. The remark's place is always there, so that a screen reader hears it change.
export function Field({ label, help, remark = null, optional = false, aside, children }: FieldProps) {
  const id = useId();
  const invalid = remark?.tone === 'bad';
  return (
    <div className="ui-field">
      <div className="ui-field-head">
        <label className="ui-label" htmlFor={id}>
          {label} {optional && <span className="ui-optional">(optional)</span>}
        </label>
        {aside}
      </div>
      {children({ id, describedBy: `${id}-remark ${id}-help`, invalid })}
      <div id={`${id}-remark`} className="ui-remark-place" aria-live="polite">
        {remark && (
          <p className="ui-remark" data-tone={remark.tone}>
            <Icon name={kRemarkIcons[remark.tone]} />
            <span>{remark.text}</span>
          </p>
        )}
      </div>
      <div id={`${id}-help`} className="ui-help">
        {help}
      </div>
    </div>
  );
}

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'children'> {
  label: string;
  help?: ReactNode;
  remark?: Remark | null;
  optional?: boolean;
  aside?: ReactNode;
  mono?: boolean;
  trailing?: ReactNode; // a button inside the box
  ref?: Ref<HTMLInputElement>;
}

export function TextField({ label, help, remark, optional, aside, mono = false, trailing, ...input }: TextFieldProps) {
  return (
    <Field label={label} help={help} remark={remark ?? null} optional={optional ?? false} aside={aside}>
      {({ id, describedBy, invalid }) => (
        <div className="ui-box" data-bad={invalid}>
          <input {...input} id={id} className="ui-input" data-mono={mono} aria-describedby={describedBy} aria-invalid={invalid || undefined} />
          {trailing}
        </div>
      )}
    </Field>
  );
}
