import { type ClipboardEvent, type ReactNode } from 'react';
import { Field, TextField, type Remark } from '../ui/Field.tsx';
import { dayIn, expiryHint, teamHint } from './hints.ts';
import { readTeam } from './team.ts';
import type { ConfigField } from './wire.ts';
import { kWords } from './words.ts';

export interface PlainFieldProps {
  field: ConfigField;
  value: string;
  error: string | undefined;
  help: ReactNode;
  aside: ReactNode;
  disabled: boolean;
  fromAddress: boolean; // the value was read out of a pasted address
  onValue: (value: string, fromAddress?: boolean) => void;
}

const kTeam = 'team_id';
const kExpires = 'expires_on';
const kQuickDays = [7, 30, 90];

function remarkOf(props: PlainFieldProps): Remark | null {
  const { field, value, error, fromAddress } = props;
  if (error) return { tone: 'bad', text: error };
  if (field.key === kTeam && fromAddress) return { tone: 'good', text: kWords.hints.teamRead };
  if (field.key === kTeam) return teamHint(value);
  if (field.key === kExpires) return expiryHint(value, Date.now());
  return null;
}

export function PlainField(props: PlainFieldProps) {
  const { field, value, disabled, onValue } = props;
  if (field.options && field.type === 'select') return <ChoiceField {...props} />;
  if (field.type === 'text_area') return <LongField {...props} />;

  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const id = field.key === kTeam ? readTeam(event.clipboardData.getData('text')) : null;
    if (id === null || id === event.clipboardData.getData('text')) return;
    event.preventDefault();
    onValue(id, true);
  };
  const input = (
    <TextField
      label={field.label}
      name={field.key}
      type={field.key === kExpires ? 'date' : field.type === 'number' ? 'number' : 'text'}
      inputMode={field.key === kTeam ? 'url' : undefined}
      mono={field.key === kTeam}
      placeholder={field.placeholder}
      required={field.required}
      optional={!field.required}
      readOnly={disabled || field.readOnly}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      value={value}
      help={props.help}
      aside={props.aside}
      remark={remarkOf(props)}
      onPaste={paste}
      onChange={(event) => onValue(event.currentTarget.value)}
      // Typed or dropped, an address becomes its id when the field is left.
      onBlur={() => field.key === kTeam && readTeam(value) !== value && onValue(readTeam(value), true)}
    />
  );
  return field.key === kExpires ? <WithQuickDays {...props}>{input}</WithQuickDays> : input;
}

function WithQuickDays({ children, disabled, onValue, value }: PlainFieldProps & { children: ReactNode }) {
  return (
    <div className="hub-days-field">
      {children}
      <div className="hub-days">
        <span className="ui-help">{kWords.fromToday}</span>
        {kQuickDays.map((days) => (
          <button
            key={days}
            type="button"
            className="hub-day"
            disabled={disabled}
            aria-label={kWords.inDaysLabel(days)}
            aria-pressed={value === dayIn(days, Date.now())}
            onClick={() => onValue(dayIn(days, Date.now()))}
          >
            {kWords.inDays(days)}
          </button>
        ))}
      </div>
    </div>
  );
}

function ChoiceField(props: PlainFieldProps) {
  const { field, value, disabled, onValue } = props;
  return (
    <Field label={field.label} help={props.help} aside={props.aside} optional={!field.required} remark={remarkOf(props)}>
      {({ id, describedBy, invalid }) => (
        <div className="ui-box" data-bad={invalid}>
          <select
            id={id}
            name={field.key}
            className="ui-input"
            value={value}
            disabled={disabled}
            required={field.required}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            onChange={(event) => onValue(event.currentTarget.value)}
          >
            <option value="">{kWords.choose}</option>
            {field.options?.map((option) => (
              <option key={option.value} value={option.value}>
                {option.label}
              </option>
            ))}
          </select>
        </div>
      )}
    </Field>
  );
}

function LongField(props: PlainFieldProps) {
  const { field, value, disabled, onValue } = props;
  return (
    <Field label={field.label} help={props.help} aside={props.aside} optional={!field.required} remark={remarkOf(props)}>
      {({ id, describedBy, invalid }) => (
        <div className="ui-box" data-bad={invalid}>
          <textarea
            id={id}
            name={field.key}
            className="ui-input"
            value={value}
            placeholder={field.placeholder}
            readOnly={disabled || field.readOnly}
            required={field.required}
            aria-describedby={describedBy}
            aria-invalid={invalid || undefined}
            onChange={(event) => onValue(event.currentTarget.value)}
          />
        </div>
      )}
    </Field>
  );
}
