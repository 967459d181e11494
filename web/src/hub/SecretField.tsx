import { useState, type ReactNode, type RefObject } from 'react';
import { Field, type Remark } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { tokenHint } from './hints.ts';
import type { ConfigField } from './wire.ts';
import { kWords } from './words.ts';

export interface SecretFieldProps {
  field: ConfigField;
  input: RefObject<HTMLInputElement | null>;
  error: string | undefined;
  help: ReactNode;
  aside: ReactNode;
  disabled: boolean;
  onTyped: () => void;
}

// The secret lives in the input alone: React would copy the value of a controlled one into the attribute `value`.
export function SecretField({ field, input, error, help, aside, disabled, onTyped }: SecretFieldProps) {
  const [shown, setShown] = useState(false);
  const [remark, setRemark] = useState<Remark | null>(null);
  const look = (text: string) => {
    setRemark(tokenHint(text));
    onTyped();
  };
  return (
    <Field label={field.label} help={help} aside={aside} optional={!field.required} remark={error ? { tone: 'bad', text: error } : remark}>
      {({ id, describedBy, invalid }) => (
        <div className="ui-box" data-bad={invalid}>
          <input
            ref={input}
            id={id}
            name={field.key}
            className="ui-input"
            data-mono="true"
            type={shown ? 'text' : 'password'}
            placeholder={field.placeholder}
            required={field.required}
            readOnly={disabled}
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            data-1p-ignore=""
            data-lpignore="true"
            data-bwignore=""
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            onChange={(event) => look(event.currentTarget.value)}
          />
          <button
            type="button"
            className="ui-box-button"
            aria-pressed={shown}
            aria-label={kWords.showLabel(field.label)}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? 'eyeOff' : 'eye'} />
            <span aria-hidden="true">{shown ? kWords.hide : kWords.show}</span>
          </button>
        </div>
      )}
    </Field>
  );
}
