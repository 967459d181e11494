// What a refusal means for the person in front of the form.
import type { Trouble } from '../wire/wire.ts';
import type { ConfigField } from './wire.ts';
import { kWords } from './words.ts';

export type Ending = 'expired' | 'used' | 'removed';

export interface Complaint {
  title: string;
  text: string;
  fields: Record<string, string>; // by field key
  missingScopes: string[];
}

export type Verdict = { kind: 'ending'; ending: Ending } | { kind: 'complaint'; complaint: Complaint } | { kind: 'cancelled' };

const kTokenField = 'personal_access_token';
const kPrefix = 'credentials.';

export const plainComplaint = (title: string, text = ''): Complaint => ({ title, text, fields: {}, missingScopes: [] });

const says = (title: string, text: string, more: Partial<Complaint> = {}): Verdict => ({
  kind: 'complaint',
  complaint: { ...plainComplaint(title, text), ...more },
});

export function judge(trouble: Trouble, fields: ConfigField[]): Verdict {
  switch (trouble.fault) {
    case 'cancelled':
      return { kind: 'cancelled' };
    case 'unauthenticated':
      return { kind: 'ending', ending: 'expired' };
    case 'conflict':
      return { kind: 'ending', ending: 'used' };
    case 'not_found':
      return { kind: 'ending', ending: 'removed' };
    case 'relink':
      return says(kWords.errors.deadToken, trouble.hint, { fields: { [kTokenField]: trouble.message } });
    case 'limited':
      return says(kWords.errors.limited(trouble.retryAfterSeconds), trouble.hint || trouble.message);
    case 'network':
      return says(kWords.errors.noAnswer, kWords.errors.noAnswerHint);
    case 'figma_broken':
    case 'too_slow':
    case 'busy':
      return says(kWords.errors.unreachable, trouble.hint || kWords.errors.unreachableHint);
    case 'forbidden':
      return forbidden(trouble);
    case 'bad_input':
      return badInput(trouble, fields);
    default:
      return says(kWords.errors.ours, kWords.errors.oursHint(trouble.requestId));
  }
}

function forbidden(trouble: Trouble): Verdict {
  if (trouble.missingScopes.length === 0) return says(trouble.message, trouble.hint);
  return says(kWords.errors.missingScopes, kWords.errors.missingScopesText, { missingScopes: trouble.missingScopes });
}

// Sentences about fields that are drawn stand beside them; what is about anything else is said above.
function badInput(trouble: Trouble, fields: ConfigField[]): Verdict {
  const byField: Record<string, string> = {};
  const others: string[] = [];
  for (const { field, message } of trouble.errors) {
    const key = field.startsWith(kPrefix) ? field.slice(kPrefix.length) : field;
    if (fields.some((one) => one.key === key)) byField[key] ??= message;
    else others.push(message);
  }
  const count = Object.keys(byField).length;
  const title = count > 0 ? kWords.errors.fields(count) : trouble.message;
  return says(title, [...others, trouble.hint].filter(Boolean).join(' '), { fields: byField });
}

// What can be seen without asking anybody.
export function missingFields(fields: ConfigField[], values: Record<string, string>, kept: string[]): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const field of fields) {
    const value = (values[field.key] ?? '').trim();
    if (value === '' && field.required && !kept.includes(field.key)) missing[field.key] = kWords.required;
    else if (value !== '' && !fitsPattern(field, value)) missing[field.key] = field.validation?.error ?? kWords.wrongForm;
  }
  return missing;
}

// The connector's own pattern, anchored as the pattern of an HTML input is. One that does not compile holds nobody up.
function fitsPattern(field: ConfigField, value: string): boolean {
  const pattern = field.validation?.pattern;
  if (!pattern) return true;
  try {
    return new RegExp(`^(?:${pattern})$`, 'v').test(value);
  } catch {
    return true;
  }
}
