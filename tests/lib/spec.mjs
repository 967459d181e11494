// The official OpenAPI file, and judges made from it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../node/package.json', import.meta.url));
const yaml = require('yaml');
const Ajv2020 = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

export const specPath = require.resolve('@figma/rest-api-spec/openapi/openapi.yaml');
export const spec = yaml.parse(readFileSync(specPath, 'utf8'), { maxAliasCount: -1 });

// [{id, method, path, operation}]
export const operations = Object.entries(spec.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, operation]) => operation.operationId)
    .map(([method, operation]) => ({ id: operation.operationId, method: method.toUpperCase(), path, operation })),
);

const ajv = new Ajv2020({ strict: false, allErrors: false, validateSchema: false, discriminator: false });
addFormats(ajv);
ajv.addSchema({ $id: 'figma', components: spec.components });

function inDocument(value) {
  if (Array.isArray(value)) return value.map(inDocument);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === '$ref' && typeof inner === 'string' && inner.startsWith('#/') ? [key, `figma${inner}`] : [key, inDocument(inner)],
    ),
  );
}

export function resolve(node) {
  if (!node?.$ref) return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce((at, key) => at[key.replaceAll('~1', '/')], spec);
}

const judges = new Map();
// undefined: the file names no JSON answer for this status.
export function judge(operation, status) {
  const key = `${operation.operationId} ${status}`;
  if (!judges.has(key)) {
    const response = resolve(operation.responses[String(status)] ?? operation.responses.default);
    const schema = response?.content?.['application/json']?.schema;
    judges.set(key, schema ? ajv.compile(inDocument(schema)) : undefined);
  }
  return judges.get(key);
}

export function problems(validate) {
  return (validate.errors ?? []).slice(0, 3).map((e) => `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`).join('; ');
}
