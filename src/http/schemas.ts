import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { RequestError } from '../errors.js';

/** The members without which a hook request cannot be answered, after empty ones were left out. */
export interface HookEnvelope {
  readonly hook: string;
  readonly hookInstance: string;
  readonly context: {
    readonly userId: string;
    readonly patientId: string;
    readonly selections?: readonly string[];
    readonly draftOrders?: { readonly resourceType?: string; readonly entry?: readonly unknown[] };
  };
}

/** The members of a feedback request that are read, after empty ones were left out. */
export interface FeedbackEnvelope {
  readonly feedback: readonly {
    readonly card: string;
    readonly outcome: 'accepted' | 'overridden';
    readonly outcomeTimestamp: string;
    readonly acceptedSuggestions?: readonly { readonly id: string }[];
    readonly overrideReason?: {
      readonly reason?: { readonly code: string; readonly system?: string; readonly display?: string };
      readonly userComment?: string;
    };
  }[];
}

const longestId = 256;
const longestText = 2_000;
const longestComment = 10_000;
/** More than any card offers, and than a clinician answers between two calls: all of them are written at once. */
const mostFeedbackEntries = 200;
const mostAcceptedSuggestions = 20;

const id = { type: 'string', minLength: 1, maxLength: longestId };
const reference = { type: 'string', minLength: 1, maxLength: longestText };
const text = { type: 'string', maxLength: longestText };

/** What a hook request must hold, after empty members were left out; also printed in the description of the API. */
export const hookEnvelopeSchema = {
  type: 'object',
  required: ['hook', 'hookInstance', 'context'],
  properties: {
    hook: id,
    hookInstance: id,
    context: {
      type: 'object',
      required: ['userId', 'patientId'],
      properties: {
        userId: id,
        patientId: { ...id, format: 'patient-id' },
        selections: { type: 'array', items: reference },
        draftOrders: {
          type: 'object',
          properties: {
            resourceType: { type: 'string', const: 'Bundle' },
            entry: { type: 'array' },
          },
        },
      },
    },
  },
};

/** What feedback must hold; also printed in the description of the API. */
export const feedbackEnvelopeSchema = {
  type: 'object',
  required: ['feedback'],
  properties: {
    feedback: {
      type: 'array',
      maxItems: mostFeedbackEntries,
      items: {
        type: 'object',
        required: ['card', 'outcome', 'outcomeTimestamp'],
        properties: {
          card: id,
          outcome: { type: 'string', enum: ['accepted', 'overridden'] },
          outcomeTimestamp: { type: 'string', format: 'timestamp' },
          acceptedSuggestions: {
            type: 'array',
            maxItems: mostAcceptedSuggestions,
            items: { type: 'object', required: ['id'], properties: { id } },
          },
          overrideReason: {
            type: 'object',
            properties: {
              reason: { type: 'object', required: ['code'], properties: { code: id, system: text, display: text } },
              userComment: { type: 'string', maxLength: longestComment },
            },
          },
        },
      },
    },
  },
};

const formats = {
  // a bare id, or one behind its type
  'patient-id': /^(?:Patient\/)?[^/\\?#%&\s]+$/,
  timestamp: (value: string) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i.test(value) && !Number.isNaN(Date.parse(value)),
};

// our own schemas, checked by every test that sends a request: reading the meta-schemas would be start-up time only
const ajv = new Ajv2020({ strict: true, formats, meta: false, validateSchema: false });

const validateHook: ValidateFunction<HookEnvelope> = ajv.compile(hookEnvelopeSchema);
const validateFeedback: ValidateFunction<FeedbackEnvelope> = ajv.compile(feedbackEnvelopeSchema);

/** The value as a hook envelope; throws a RequestError (400) that names the first offending field. */
export function requireHookEnvelope(value: unknown): HookEnvelope {
  if (validateHook(value)) return value;
  throw toRequestError(validateHook.errors?.[0]);
}

/** The value as a feedback envelope; throws a RequestError (400) that names the first offending field. */
export function requireFeedbackEnvelope(value: unknown): FeedbackEnvelope {
  if (validateFeedback(value)) return value;
  throw toRequestError(validateFeedback.errors?.[0]);
}

function toRequestError(error: ErrorObject | undefined): RequestError {
  const path = error === undefined ? '' : pathOf(error);
  const field = path === '' ? 'the body' : path;
  const expression = path === '' ? {} : { expression: path };
  if (error?.keyword === 'required')
    return new RequestError({ code: 'required', status: 400, message: `${field} is missing`, ...expression });
  const message = `${field} ${error === undefined ? 'is not valid' : expectationOf(error)}`;
  return new RequestError({
    code: codeByKeyword[error?.keyword ?? ''] ?? 'value',
    status: 400,
    message,
    ...expression,
  });
}

const codeByKeyword: { readonly [keyword: string]: RequestError['code'] } = {
  type: 'structure',
  maxLength: 'too-long',
  maxItems: 'too-long',
};

/** `/context/selections/0` → `context.selections[0]`; every name in it comes from the schema, never from the request. */
function pathOf(error: ErrorObject): string {
  const missing: unknown = error.params['missingProperty'];
  const pointer = typeof missing === 'string' ? `${error.instancePath}/${missing}` : error.instancePath;
  return pointer
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
}

const articles: { readonly [type: string]: string } = { object: 'an object', array: 'an array' };
const formatExpectations: { readonly [format: string]: string } = {
  'patient-id': 'must be an id without a path, such as 123',
  timestamp: 'must be an RFC 3339 time, such as 2026-01-11T10:05:31Z',
};

function expectationOf(error: ErrorObject): string {
  const { type, format, allowedValues, allowedValue, limit }: { readonly [parameter: string]: unknown } = error.params;
  if (typeof type === 'string') return `must be ${articles[type] ?? `a ${type}`}`;
  if (typeof format === 'string') return formatExpectations[format] ?? 'has the wrong format';
  if (Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(', ')}`;
  if (allowedValue !== undefined) return `must be ${String(allowedValue)}`;
  return `must not be longer than ${String(limit)}`;
}
