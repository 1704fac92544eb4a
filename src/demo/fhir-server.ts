import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { JsonObject } from '../core/values/json.js';
import type { DemoRecord } from './fixture-records.js';

const base = '/fhir';
const usualPage = 50;
const largestPage = 1_000;
const largestFormCharacters = 10_000;

/**
 * A FHIR R4 server over the patients of the fixtures, open to everybody, for a demo on this machine: it reads a resource
 * by id, searches a type by patient, and answers in pages. It takes nothing in.
 */
export function createFhirServer(records: readonly DemoRecord[], origin: () => string): RequestListener {
  return (request, response) => {
    readForm(request)
      .then((form) => send(response, answer(records, request, form, origin())))
      .catch(() => send(response, { status: 400, body: outcome('invalid', 'the request cannot be read') }));
  };
}

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

function answer(records: readonly DemoRecord[], request: IncomingMessage, form: string, origin: string): Answer {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [type = '', id = ''] = url.pathname.startsWith(`${base}/`)
    ? url.pathname.slice(base.length + 1).split('/')
    : [];
  if (request.method === 'OPTIONS') return { status: 200, body: {} };
  const isSearch = request.method === 'POST' && id === '_search';
  if (request.method !== 'GET' && request.method !== 'HEAD' && !isSearch)
    return { status: 405, body: outcome('not-supported', 'this server only reads') };
  if (type === 'metadata') return { status: 200, body: capabilities };
  if (!/^[A-Z][A-Za-z]+$/.test(type))
    return { status: 404, body: outcome('not-found', 'there is nothing at this path') };
  const query = new URLSearchParams([...url.searchParams, ...new URLSearchParams(form)]);
  if (id === '' || isSearch) return { status: 200, body: search(records, type, query, origin) };
  const found = records.flatMap(({ resources }) => resources).find((one) => one.resourceType === type && one.id === id);
  if (found !== undefined) return { status: 200, body: found };
  if (type === 'Practitioner') return { status: 200, body: { ...practitioner, id } };
  return { status: 404, body: outcome('not-found', `there is no ${type} with this id`) };
}

const practitioner: JsonObject = { resourceType: 'Practitioner', id: 'demo', name: [{ family: 'Demo' }] };

function search(records: readonly DemoRecord[], type: string, query: URLSearchParams, origin: string): JsonObject {
  const patient = (query.get('patient') ?? query.get('subject'))?.replace(/^.*Patient\//, '');
  const id = query.get('_id');
  const found = records
    .filter(({ patientId }) => patient === undefined || patientId === patient)
    .flatMap(({ resources }) => resources)
    .filter(
      (resource) => resource.resourceType === type && (id === null || id.split(',').includes(String(resource.id))),
    );
  const sorted = /^-(date|authored)$/.test(query.get('_sort') ?? '') ? [...found].sort(newestFirst) : found;
  const size = Math.min(positive(query.get('_count')) ?? usualPage, largestPage);
  const start = positive(query.get('_offset')) ?? 0;
  const page = sorted.slice(start, start + size);
  const next = new URLSearchParams(query);
  next.set('_offset', String(start + size));
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: sorted.length,
    link: [
      { relation: 'self', url: `${origin}${base}/${type}?${query}` },
      ...(start + size < sorted.length ? [{ relation: 'next', url: `${origin}${base}/${type}?${next}` }] : []),
    ],
    entry: page.map((resource) => ({
      fullUrl: `${origin}${base}/${type}/${String(resource.id)}`,
      resource,
      search: { mode: 'match' },
    })),
  };
}

function positive(text: string | null): number | undefined {
  return text !== null && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}

const dates = ['effectiveDateTime', 'authoredOn', 'issued', 'recordedDate', 'started'];

function newestFirst(left: JsonObject, right: JsonObject): number {
  const [one, other] = [left, right].map(
    (resource) => dates.map((name) => resource[name]).find((date) => typeof date === 'string') ?? '',
  );
  return String(other).localeCompare(String(one));
}

async function readForm(request: IncomingMessage): Promise<string> {
  if (request.method !== 'POST') return '';
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > largestFormCharacters) throw new Error('the form is too long');
  }
  return text;
}

const headers = {
  'Content-Type': 'application/fhir+json; charset=utf-8',
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Accept, Authorization, Content-Type, Prefer',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(JSON.stringify(body));
}

function outcome(code: string, text: string): JsonObject {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, details: { text } }] };
}

const capabilities: JsonObject = {
  resourceType: 'CapabilityStatement',
  status: 'active',
  date: '2026-11-26',
  kind: 'instance',
  fhirVersion: '4.0.1',
  format: ['json'],
  rest: [{ mode: 'server' }],
};
