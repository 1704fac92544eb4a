const text = { type: 'string' };
const object = { type: 'object' };
const coding = { type: 'object', required: ['code'], properties: { system: text, code: text, display: text } };

const action = {
  type: 'object',
  required: ['type', 'description'],
  properties: { type: { enum: ['create', 'update', 'delete'] }, description: text, resource: object, resourceId: text },
};

const suggestion = {
  type: 'object',
  required: ['label', 'uuid'],
  properties: {
    label: text,
    uuid: text,
    isRecommended: { type: 'boolean' },
    actions: { type: 'array', items: action },
  },
};

const link = {
  type: 'object',
  required: ['label', 'url', 'type'],
  properties: { label: text, url: text, type: { enum: ['absolute', 'smart'] } },
};

const card = {
  type: 'object',
  required: ['uuid', 'summary', 'indicator', 'source'],
  properties: {
    uuid: text,
    summary: { type: 'string', maxLength: 139 },
    indicator: { enum: ['info', 'warning', 'critical'] },
    detail: { type: 'string', description: 'GitHub-flavoured Markdown without HTML' },
    source: { type: 'object', required: ['label'], properties: { label: text, url: text, topic: coding } },
    suggestions: { type: 'array', items: suggestion },
    selectionBehavior: { enum: ['at-most-one', 'any'] },
    overrideReasons: { type: 'array', items: coding },
    links: { type: 'array', items: link },
    extension: { type: 'object', description: '`org.spine-imaging-cds.decision`: the machine-readable why' },
  },
};

const discovered = {
  type: 'object',
  required: ['hook', 'id', 'description'],
  properties: {
    hook: text,
    id: text,
    title: text,
    description: text,
    usageRequirements: text,
    prefetch: { type: 'object', additionalProperties: text },
  },
};

/** The shapes of answers, for the description of the API; `tests/http/open-api.test.ts` holds answers against them. */
export const answerSchemas = {
  Discovery: { type: 'object', required: ['services'], properties: { services: { type: 'array', items: discovered } } },
  HookResponse: {
    type: 'object',
    required: ['cards'],
    properties: {
      cards: { type: 'array', items: card },
      systemActions: { type: 'array', items: action },
      extension: object,
    },
  },
  Report: {
    type: 'object',
    required: ['consults', 'latency', 'criteria', 'studies', 'weeks', 'suggestions', 'orders', 'unreadParts'],
    properties: {
      consults: { type: 'integer' },
      criteria: { type: 'array', items: object },
      weeks: { type: 'array', items: object },
    },
  },
  OperationOutcome: {
    type: 'object',
    required: ['resourceType', 'issue'],
    properties: { resourceType: { const: 'OperationOutcome' }, issue: { type: 'array', minItems: 1, items: object } },
  },
  Nothing: { type: 'object' },
  Anything: {},
};
