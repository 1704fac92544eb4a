import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject } from '../../src/core/values/json.js';

/** Answers of CDS Hooks 2.0 as JSON Schema, stricter where docs/conformance.md is: rows, S-1 to S-13, L-1 to L-9. */
const text = { type: 'string', minLength: 1 };
const absoluteUrl = { type: 'string', pattern: '^https?://[^\\s]+$' };
const uuid = { type: 'string', pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' };
const resource = { type: 'object', required: ['resourceType'], properties: { resourceType: text } };
// reverse-DNS names; `systemActions` is the one exception, of Argonaut PAMA
const extension = {
  type: 'object',
  minProperties: 1,
  propertyNames: { pattern: '^(systemActions|[a-z0-9-]+(\\.[A-Za-z0-9-]+)+)$' },
};

function closed(required: readonly string[], properties: { readonly [name: string]: object }) {
  return { type: 'object', required, properties: { ...properties, extension }, additionalProperties: false };
}

const coding = closed(['system', 'code'], { system: text, code: text, display: text });
const reason = closed(['system', 'code', 'display'], { system: text, code: text, display: text });
const action = {
  oneOf: [
    closed(['type', 'description', 'resource'], { type: { enum: ['create', 'update'] }, description: text, resource }),
    closed(['type', 'description', 'resourceId'], {
      type: { const: 'delete' },
      description: text,
      resourceId: { type: 'string', pattern: '^[A-Z][A-Za-z]+/[^/]+$' },
    }),
  ],
};
const suggestion = closed(['label', 'uuid'], {
  label: text,
  uuid,
  isRecommended: { type: 'boolean' },
  actions: { type: 'array', minItems: 1, items: action },
});
const link = {
  oneOf: [
    closed(['label', 'url', 'type'], { label: text, url: absoluteUrl, type: { const: 'absolute' } }),
    closed(['label', 'url', 'type'], { label: text, url: absoluteUrl, type: { const: 'smart' }, appContext: text }),
  ],
};
const source = closed(['label', 'topic'], { label: text, url: absoluteUrl, icon: absoluteUrl, topic: coding });
const card = {
  ...closed(['uuid', 'summary', 'indicator', 'source'], {
    uuid,
    summary: { type: 'string', minLength: 1, maxLength: 139 },
    indicator: { enum: ['info', 'warning', 'critical'] },
    detail: text,
    source,
    suggestions: { type: 'array', minItems: 1, items: suggestion },
    selectionBehavior: { enum: ['at-most-one', 'any'] },
    overrideReasons: { type: 'array', minItems: 1, items: reason },
    links: { type: 'array', minItems: 1, items: link },
  }),
  dependentRequired: { suggestions: ['selectionBehavior'], selectionBehavior: ['suggestions'] },
};
const responseSchema = closed(['cards'], {
  cards: { type: 'array', items: card },
  systemActions: { type: 'array', minItems: 1, items: action },
});

const validate = new Ajv2020({ strict: 'log', allErrors: true }).compile(responseSchema);

/** What is wrong with a hook answer, one line each; empty for a valid one. */
export function responseProblems(answer: unknown): readonly string[] {
  const shape = validate(answer)
    ? []
    : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return [...shape, ...emptyMembers(answer).filter((path) => path !== '/cards')];
}

/** The paths of null, '', {} and [] in a value: none is allowed but an empty `cards` or `services` (rows D-6, R-3). */
export function emptyMembers(value: unknown, path = ''): readonly string[] {
  if (value === null || value === '') return [path];
  if (!isObject(value) && !Array.isArray(value)) return [];
  const members = Object.entries(value);
  if (members.length === 0 && path !== '') return [path];
  return members.flatMap(([name, member]) => emptyMembers(member, `${path}/${name}`));
}
