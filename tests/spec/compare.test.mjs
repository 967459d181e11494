// The catalogue beside Figma's OpenAPI file: what is missing, changed or new. Deviations are listed with their reasons, and one that is
// no longer needed fails too.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { House } from '../lib/house.mjs';
import { operations, resolve, spec } from '../lib/spec.mjs';

const house = new House();
after(() => house.close());

// Those of requests are for tests/prism.
const deviations = JSON.parse(readFileSync(new URL('deviations.json', import.meta.url), 'utf8')).filter((each) => each.field);
const deprecatedScopes = new Set(['files:read', 'file_read']);

function schemaFacts(schema) {
  const at = resolve(schema) ?? {};
  return { type: at.type, enum: at.enum, minimum: at.minimum, maximum: at.maximum, maxLength: at.maxLength, default: at.default };
}

// {name, in, required, schema} of all parameters and of the body's members.
function parametersOf({ operation, path }) {
  const shared = spec.paths[path].parameters ?? [];
  const listed = [...shared, ...(operation.parameters ?? [])].map(resolve).map((p) => ({ name: p.name, in: p.in, required: Boolean(p.required), schema: p.schema }));
  const body = resolve(resolve(operation.requestBody)?.content?.['application/json']?.schema);
  const required = new Set(body?.required ?? []);
  for (const [name, schema] of Object.entries(body?.properties ?? {})) listed.push({ name, in: 'body', required: required.has(name), schema });
  for (const name of required) if (!body.properties?.[name]) listed.push({ name, in: 'body', required: true, undefined: true, schema: {} });
  return listed;
}

function credentialsOf(operation) {
  const kinds = new Set();
  for (const block of operation.security ?? spec.security ?? []) {
    if (block.PersonalAccessToken) kinds.add('personal access token');
    if (block.PlanAccessToken) kinds.add('plan access token');
    if (block.OAuth2) kinds.add('OAuth');
    if (block.OrgOAuth2) kinds.add('OAuth by an organization admin');
  }
  return kinds;
}

function scopesOf(operation) {
  return new Set((operation.security ?? []).flatMap((block) => [...(block.OAuth2 ?? []), ...(block.OrgOAuth2 ?? [])]));
}

test('the catalogue says what the specification says', async () => {
  const { out, code, err } = await house.run(['actions', '--json']);
  assert.equal(code, 0, err);
  const actions = JSON.parse(out);
  const byId = new Map(actions.map((action) => [action.operation_id, action]));
  const found = [];
  const tell = (operation, field, detail) => found.push({ operation, field, detail });

  for (const each of operations) {
    const action = byId.get(each.id);
    if (!action) {
      tell(each.id, 'missing', 'the specification has it, the catalogue has not');
      continue;
    }
    byId.delete(each.id);
    if (action.method !== each.method) tell(each.id, 'method', `${action.method}, specification ${each.method}`);
    if (action.path !== each.path) tell(each.id, 'path', `${action.path}, specification ${each.path}`);
    if (Boolean(each.operation.deprecated) !== action.deprecated) tell(each.id, 'deprecated', `${action.deprecated}`);

    const inputs = new Map(action.inputs.map((input) => [`${input.in} ${input.name}`, input]));
    for (const wanted of parametersOf(each)) {
      const key = `${wanted.in} ${wanted.name}`;
      const ours = inputs.get(key);
      inputs.delete(key);
      if (wanted.undefined) {
        tell(each.id, `${wanted.name} undefined`, 'required by the specification and not defined there');
        continue;
      }
      if (!ours) {
        tell(each.id, `${wanted.name} missing`, key);
        continue;
      }
      const facts = schemaFacts(wanted.schema);
      if (ours.required !== wanted.required) tell(each.id, `${wanted.name} required`, `ours ${ours.required}`);
      const same = { text: 'string', date: 'string', 'list of texts': 'string', integer: 'integer', number: 'number', boolean: 'boolean', list: 'array', object: 'object' };
      if (ours.type === 'integer' && facts.type === 'number') tell('*', 'type number, ours integer', `${each.id} ${wanted.name}`);
      else if (facts.type && same[ours.type] !== facts.type) tell(each.id, `${wanted.name} type`, `${ours.type}, specification ${facts.type}`);
      const choices = (list) => JSON.stringify([...(list ?? [])].sort());
      if (choices(ours.enum) !== choices(facts.enum)) tell(each.id, `${wanted.name} enum`, `${choices(ours.enum)}, specification ${choices(facts.enum)}`);
      if (ours.minimum !== facts.minimum || ours.maximum !== facts.maximum) {
        tell(each.id, `${wanted.name} bounds`, `${ours.minimum}..${ours.maximum}, specification ${facts.minimum}..${facts.maximum}`);
      }
      if (facts.default !== undefined && JSON.stringify(ours.default) !== JSON.stringify(facts.default)) {
        tell(each.id, `${wanted.name} default`, `${JSON.stringify(ours.default)}, specification ${JSON.stringify(facts.default)}`);
      }
    }
    for (const key of inputs.keys()) tell(each.id, `${key} new`, 'the catalogue has it, the specification has not');

    const wantedKinds = credentialsOf(each.operation);
    const ourKinds = new Set(action.credentials);
    if (JSON.stringify([...wantedKinds].sort()) !== JSON.stringify([...ourKinds].sort())) {
      tell(each.id, 'credentials', `${[...ourKinds]}, specification ${[...wantedKinds]}`);
    }
    for (const scope of scopesOf(each.operation)) {
      const known = deprecatedScopes.has(scope) ? action.deprecated_scopes : action.scopes;
      if (!known.includes(scope)) tell(each.id, `scope ${scope} missing`, `ours ${action.scopes} and ${action.deprecated_scopes}`);
    }
    for (const scope of [...action.scopes, ...action.deprecated_scopes]) {
      const wanted = scopesOf(each.operation);
      if (wanted.size > 0 && !wanted.has(scope)) tell(each.id, `scope ${scope} new`, `specification ${[...wanted]}`);
    }
  }
  for (const id of byId.keys()) tell(id, 'new', 'the catalogue has it, the specification has not');

  const excused = new Set();
  const open = found.filter(({ operation, field }) => {
    const excuse = deviations.find((each) => each.operation === operation && each.field === field);
    if (excuse) excused.add(excuse);
    return !excuse;
  });
  const unused = deviations.filter((each) => !excused.has(each));
  assert.equal(open.map((each) => `${each.operation}: ${each.field}: ${each.detail}`).join('\n'), '', 'deviations that nobody explained');
  assert.deepEqual(unused, [], 'deviations that are listed and no longer there');
  assert.ok(operations.length >= 54, 'the file was read whole');
});
