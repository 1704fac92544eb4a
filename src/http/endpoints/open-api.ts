import type { ServiceDescription } from '../../core/contract/hook-response.js';
import { isObject, type JsonObject } from '../../core/values/json.js';
import { feedbackEnvelopeSchema, hookEnvelopeSchema } from '../schemas.js';
import { answerSchemas } from './answer-schemas.js';
import { pageRoutes } from './page.js';

/** What the description of the API is made from. */
export interface OpenApiSource {
  readonly publicUrl: string;
  readonly version: string;
  readonly mode: 'demo' | 'registered';
  readonly services: readonly ServiceDescription[];
}

/** What each status means, whatever the path. */
const statuses: { readonly [status: string]: string } = {
  200: 'The answer.',
  400: 'The body or a parameter cannot be read; the OperationOutcome names the member.',
  401: 'No token, or one that is not good; why stands in the log only.',
  403: 'The token is good, and its client may not do this.',
  404: 'There is nothing at this path.',
  405: 'The path does not take this method; `Allow` says which it takes.',
  408: 'The request did not arrive in time.',
  410: 'This row is gone; the page says what it was and which version is in force.',
  412: 'A part of the record that the client requires could not be read (`requireRecord`).',
  413: 'The body is too large.',
  415: 'The media type, charset or encoding is not one of those that are read.',
  429: 'More calls than agreed with this client.',
  500: 'The service failed; nothing was decided.',
  503: 'The service has too much to do, or its store cannot be written; send it again after `Retry-After`.',
};

const json = 'application/json';

/** The API as OpenAPI 3.1; what requests must hold is the schemas by which they are validated. */
export function openApiDocument({ publicUrl, version, mode, services }: OpenApiSource): JsonObject {
  const hooks = services.map(({ hook }) => hook).join(' and ');
  return {
    openapi: '3.1.0',
    info: {
      title: 'spine-imaging-cds',
      version,
      summary: `CDS Hooks 2.0 service for ${hooks}`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    security: mode === 'demo' ? [{}] : [{ cdsClient: [] }],
    paths: { ...clientPaths(), ...openPaths(), ...pagePaths() },
    components: {
      securitySchemes: {
        cdsClient: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT, signed by a registered client' },
      },
      schemas: {
        HookRequest: standardFormats(hookEnvelopeSchema),
        Feedback: standardFormats(feedbackEnvelopeSchema),
        ...answerSchemas,
      },
    },
  };
}

function clientPaths(): JsonObject {
  const id = pathParameter('id', 'id of a service in discovery');
  const query = (name: string, description: string) => ({ name, in: 'query', description, schema: { type: 'string' } });
  return {
    '/cds-services': { get: open('Discovery', ['200'], 'Discovery') },
    '/cds-services/{id}': {
      post: {
        ...closed('Rates the selected orders', ['200', ...badBody, '412', '429', '500', '503'], 'HookResponse'),
        parameters: [id],
        requestBody: body('HookRequest'),
      },
    },
    '/cds-services/{id}/feedback': {
      post: {
        ...closed('Takes in what became of cards', ['200', ...badBody, '429', '500', '503'], 'Nothing'),
        parameters: [id],
        requestBody: body('Feedback'),
      },
    },
    '/reports': {
      get: {
        ...closed(
          'What fired and what became of it, as JSON, CSV or a page, as Accept says',
          ['200', '400', '401', '429'],
          'Report',
        ),
        parameters: [
          query('from', 'first day, YYYY-MM-DD, or a time with an offset'),
          query('to', 'last day, included'),
          query('format', 'json, csv or table; goes before Accept'),
        ],
      },
    },
    '/trace/{id}': {
      get: {
        ...closed('Why one consult was answered so, as a page', ['200', '401', '404'], undefined),
        parameters: [pathParameter('id', 'id of the consult, or uuid of one of its cards')],
      },
    },
  };
}

function openPaths(): JsonObject {
  return {
    '/health': { get: open('Alive, with the mode and the guidelines', ['200'], 'Nothing') },
    '/ready': { get: open('Whether the store can be written', ['200', '503'], 'Nothing') },
    '/metrics': { get: open('Figures for Prometheus', ['200'], undefined) },
    '/fhir/CodeSystem': { get: open('The code systems of the service', ['200'], 'Nothing') },
    '/fhir/CodeSystem/{id}': {
      get: {
        ...open('One code system', ['200', '404'], 'Nothing'),
        parameters: [pathParameter('id', 'findings, criteria, ratings or override-reasons')],
      },
    },
    '/fhir/Questionnaire/{id}': {
      get: {
        ...open('The form of a guideline, as an R4 Questionnaire', ['200', '404'], 'Nothing'),
        parameters: [pathParameter('id', 'the id of the guideline')],
      },
    },
  };
}

const badBody = ['400', '401', '403', '404', '405', '408', '413', '415'];

/** The pages, and what their scripts call. */
function pagePaths(): JsonObject {
  const paths: { [path: string]: JsonObject } = {};
  for (const { route, method, summary } of pageRoutes) {
    const found =
      method === 'POST' ? ['200', '400', '404', '413', '415'] : route.endsWith(':id') ? ['200', '404'] : ['200'];
    const operation = open(summary, route === '/criteria/:id' ? [...found, '410'] : found, undefined);
    const parameters = route.includes(':id') ? { parameters: [pathParameter('id', 'what is asked for')] } : {};
    const posted = method === 'POST' ? { requestBody: body('Anything') } : {};
    paths[route.replace(':id', '{id}')] = { [method.toLowerCase()]: { ...operation, ...parameters, ...posted } };
  }
  return paths;
}

function open(summary: string, answers: readonly string[], schema: string | undefined): JsonObject {
  return { summary, security: [], responses: responses(answers, schema) };
}

function closed(summary: string, answers: readonly string[], schema: string | undefined): JsonObject {
  return { summary, responses: responses(answers, schema) };
}

function responses(answers: readonly string[], schema: string | undefined): JsonObject {
  return Object.fromEntries(answers.map((status) => [status, response(status, schema)]));
}

function response(status: string, schema: string | undefined): JsonObject {
  const description = statuses[status] ?? status;
  if (status === '200' && schema === undefined) return { description };
  return {
    description,
    content: { [json]: { schema: refTo(status === '200' ? (schema ?? 'Anything') : 'OperationOutcome') } },
  };
}

function body(schema: string): JsonObject {
  return { required: true, content: { [json]: { schema: refTo(schema) } } };
}

function refTo(schema: string): JsonObject {
  return { $ref: `#/components/schemas/${schema}` };
}

function pathParameter(name: string, description: string): JsonObject {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}

/** A format of our own means nothing to other tools: it is said by a pattern, or by the standard format. */
function standardFormats(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(standardFormats);
  if (!isObject(schema)) return schema;
  const { format, ...rest } = schema;
  const others = Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, standardFormats(inner)]));
  if (format === 'patient-id') return { ...others, pattern: '^(?:Patient/)?[^/\\\\?#%&\\s]+$' };
  return format === 'timestamp'
    ? { ...others, format: 'date-time' }
    : { ...others, ...(format === undefined ? {} : { format }) };
}
