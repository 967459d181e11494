import type { SelectHTMLAttributes } from 'react';
import { Field, type Remark } from '../../ui/Field.tsx';
import { Icon } from '../../ui/Icon.tsx';
import type { ReactNode } from 'react';

export interface Option {
  value: string;
  label: string;
}

export interface SelectFieldProps extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'children' | 'value'> {
  label: string;
  options: Option[];
  value: string;
  onChange: (value: string) => void;
  help?: ReactNode;
  remark?: Remark | null;
  optional?: boolean;
}

// The browser's own list: it works with every keyboard, screen reader and phone.
export function SelectField({ label, options, value, onChange, help, remark = null, optional = false, ...rest }: SelectFieldProps) {
  return (
    <Field label={label} help={help} remark={remark} optional={optional}>
      {({ id, describedBy, invalid }) => (
        <div className="ui-box dash-select" data-bad={invalid}>
          <select {...rest} id={id} className="ui-input" value={value} onChange={(event) => onChange(event.target.value)} aria-describedby={describedBy} aria-invalid={invalid || undefined}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </div>
      )}
    </Field>
  );
}
