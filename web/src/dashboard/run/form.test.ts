import { expect, test } from 'vitest';
import type { Schema } from '../types.ts';
import { controlOf, draftOfExample, isIn, kEmpty, limitsText, readInputs, withoutItem, type Draft } from './form.ts';

const point: Schema = { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } }, required: ['x', 'y'] };
const schema: Schema = {
  type: 'object',
  properties: {
    path: { type: 'object', properties: { file_key: { type: 'string' } }, required: ['file_key'] },
    query: {
      type: 'object',
      properties: {
        ids: { type: 'array', items: { type: 'string' } },
        depth: { type: 'integer', minimum: 1, maximum: 9 },
        format: { type: 'string', enum: ['png', 'svg'], default: 'png' },
        branch_data: { type: 'boolean', default: false },
      },
    },
    body: {
      type: 'object',
      properties: {
        message: { type: 'string', maxLength: 5 },
        meta: { type: 'object', properties: { node: { type: 'string' }, offset: point } },
        links: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' }, at: point }, required: ['name'] } },
        value: {},
      },
    },
  },
};
const draft = (texts: Record<string, string>, counts: Record<string, number> = {}): Draft => ({ texts, counts });

test('each kind of value has its control, and what lies too deep is JSON', () => {
  const at = (one: Schema, depth = 1) => controlOf(one, depth);
  expect([at({ type: 'string' }), at({ type: 'string', enum: ['a'] }), at({ type: 'boolean' }), at({ type: 'integer' })]).toEqual(['text', 'choice', 'boolean', 'number']);
  expect([at({ type: 'array', items: { type: 'string' } }), at(point), at(point, 4), at({}), at({ type: 'object' })]).toEqual(['lines', 'group', 'json', 'json', 'json']);
  expect([at({ type: 'array', items: point }), at({ type: 'array', items: point }, 4)]).toEqual(['items', 'json']);
});

test('what is needed is asked for, what is empty is left out', () => {
  expect(readInputs(schema, kEmpty)).toEqual({ inputs: {}, problems: [{ field: 'path.file_key', message: 'Is required.' }] });
  expect(readInputs(schema, draft({ 'path.file_key': 'k', 'query.format': '' }))).toEqual({ inputs: { path: { file_key: 'k' } }, problems: [] });
});

test('texts become what the schema says', () => {
  const { inputs, problems } = readInputs(
    schema,
    draft({ 'path.file_key': 'k', 'query.ids': '1:2\n 3:4, 5:6 ,\n', 'query.depth': ' 2 ', 'query.format': 'svg', 'query.branch_data': 'false', 'body.value': '{"r": 1}', 'body.meta.offset.x': '1.5', 'body.meta.offset.y': '-2' }),
  );
  expect(problems).toEqual([]);
  expect(inputs.query).toEqual({ ids: ['1:2', '3:4', '5:6'], depth: 2, format: 'svg', branch_data: false });
  expect(inputs.body).toEqual({ value: { r: 1 }, meta: { offset: { x: 1.5, y: -2 } } });
});

test('what cannot be is told by the field’s own name', () => {
  const { problems } = readInputs(schema, draft({ 'path.file_key': 'k', 'query.depth': '0', 'body.message': 'too long', 'body.value': '{', 'body.meta.offset.x': 'a' }));
  expect(problems).toEqual([
    { field: 'query.depth', message: 'Must be at least 1.' },
    { field: 'body.message', message: 'Has more than 5 characters.' },
    { field: 'body.meta.offset.x', message: 'Must be a number.' },
    { field: 'body.meta.offset.y', message: 'Is required.' },
    { field: 'body.value', message: 'Is no JSON: check quotes, commas and brackets.' },
  ]);
  expect(readInputs(schema, draft({ 'path.file_key': 'k', 'query.depth': '1.5' })).problems[0]?.message).toBe('Must be a whole number.');
});

test('a list of groups has a group for each item', () => {
  const { inputs, problems } = readInputs(schema, draft({ 'path.file_key': 'k', 'body.links[0].name': 'a', 'body.links[1].at.x': '1' }, { 'body.links': 2 }));
  expect(inputs.body).toEqual({ links: [{ name: 'a' }, { at: { x: 1 } }] });
  expect(problems.map((problem) => problem.field)).toEqual(['body.links[1].name', 'body.links[1].at.y']);
});

test('an item is taken out and those behind it move up', () => {
  const before = draft({ 'body.links[0].name': 'a', 'body.links[1].name': 'b', 'body.links[2].name': 'c', 'body.message': 'm' }, { 'body.links': 3 });
  expect(withoutItem(before, 'body.links', 1)).toEqual(draft({ 'body.links[0].name': 'a', 'body.links[1].name': 'c', 'body.message': 'm' }, { 'body.links': 2 }));
});

test('the example fills the form, and the form gives the example back', () => {
  const example = { file_key: 'k', ids: ['0:1'], depth: 1, links: [{ name: 'a', at: { x: 1, y: 2 } }], value: 8 };
  const { inputs, problems } = readInputs(schema, draftOfExample(schema, example));
  expect(problems).toEqual([]);
  expect(inputs).toEqual({ path: { file_key: 'k' }, query: { ids: ['0:1'], depth: 1 }, body: { links: [{ name: 'a', at: { x: 1, y: 2 } }], value: 8 } });
});

test('limits in words, and where a problem belongs', () => {
  expect(limitsText({ minimum: 1, maximum: 4 })).toBe('1 to 4.');
  expect(limitsText({ minimum: 1 })).toBe('At least 1.');
  expect(limitsText({})).toBe('');
  expect([isIn('body.a.b', 'body.a'), isIn('body.a[0].b', 'body.a'), isIn('body.ab', 'body.a')]).toEqual([true, true, false]);
});
