import { expect, test } from 'vitest';
import { readTrouble, trouble } from '../wire/wire.ts';
import { judge, missingFields } from './errors.ts';
import type { ConfigField } from './wire.ts';
import { kWords } from './words.ts';

const kFields: ConfigField[] = [
  { key: 'personal_access_token', label: 'Token', type: 'password', required: true, secret: true },
  { key: 'team_id', label: 'Team ID', type: 'text', required: true, validation: { type: 'html-pattern', pattern: '\\d+', error: 'Digits only.' } },
  { key: 'expires_on', label: 'Expires on', type: 'text', required: false },
];

const complaintOf = (part: Parameters<typeof trouble>[0]) => {
  const verdict = judge(trouble(part), kFields);
  if (verdict.kind !== 'complaint') throw new Error(`not a complaint: ${verdict.kind}`);
  return verdict.complaint;
};

test.each([
  ['unauthenticated', 'expired'],
  ['conflict', 'used'],
  ['not_found', 'removed'],
])('%s ends the form as %s', (fault, ending) => {
  expect(judge(trouble({ fault }), kFields)).toEqual({ kind: 'ending', ending });
});

test('a dead token is told at the token and says how to make one', () => {
  const complaint = complaintOf({ fault: 'relink', message: 'Figma does not know this token.', hint: 'Make one.' });
  expect(complaint.fields).toEqual({ personal_access_token: 'Figma does not know this token.' });
  expect(complaint.text).toBe('Make one.');
});

test('a sentence about a drawn field stands there, any other above', () => {
  const complaint = complaintOf({
    fault: 'bad_input',
    errors: [
      { field: 'credentials.team_id', message: 'Wrong team.' },
      { field: 'credentials.team_id', message: 'Said once.' },
      { field: 'integration_id', message: 'No connector.' },
    ],
    hint: 'Mend it.',
  });
  expect(complaint.fields).toEqual({ team_id: 'Wrong team.' });
  expect(complaint.text).toBe('No connector. Mend it.');
});

test('missing scopes are a list', () => {
  expect(complaintOf({ fault: 'forbidden', missingScopes: ['folders:read'] }).missingScopes).toEqual(['folders:read']);
  expect(complaintOf({ fault: 'forbidden', message: 'Not for you.', hint: 'Ask.' }).title).toBe('Not for you.');
});

test('silence of Figma, of the network and a bug each have their own words', () => {
  expect(complaintOf({ fault: 'figma_broken' }).title).toBe(kWords.errors.unreachable);
  expect(complaintOf({ fault: 'network' }).title).toBe(kWords.errors.noAnswer);
  expect(complaintOf({ fault: 'limited', retryAfterSeconds: 42 }).title).toContain('42');
  expect(complaintOf({ fault: 'bug', requestId: 'r1' }).text).toContain('r1');
  expect(judge(trouble({ fault: 'cancelled' }), kFields)).toEqual({ kind: 'cancelled' });
});

test('an answer of a proxy is trouble with its status', () => {
  expect(readTrouble(502, null)).toMatchObject({ statusCode: 502, fault: 'garbled' });
  expect(readTrouble(400, { error: 'bad_input', errors: [7, { field: 'a' }], missing_scopes: ['x', 3], message: 5 })).toMatchObject({
    fault: 'bad_input',
    errors: [{ field: 'a', message: '' }],
    missingScopes: ['x'],
  });
});

test('empty fields that are required are named, kept secrets are not', () => {
  expect(missingFields(kFields, { personal_access_token: ' ', team_id: '' }, [])).toEqual({
    personal_access_token: kWords.required,
    team_id: kWords.required,
  });
  expect(missingFields(kFields, { team_id: '12' }, ['personal_access_token'])).toEqual({});
});

test('the connector’s pattern holds for the whole text', () => {
  expect(missingFields(kFields, { personal_access_token: 'x', team_id: '12x' }, [])).toEqual({ team_id: 'Digits only.' });
  const broken = [{ ...kFields[1]!, validation: { type: 'html-pattern', pattern: '(' } }];
  expect(missingFields(broken, { team_id: 'x' }, [])).toEqual({});
});
