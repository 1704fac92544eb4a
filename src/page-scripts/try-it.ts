import { caseInLink, linkToCase } from './case-link.js';
import { element, setDrawn } from './dom.js';
import { readBundle } from './pasted-bundle.js';

/** The page "Try it": makes a hook request of what is ticked, calls the hook, and shows what the server drew of the answer. */

interface Setting {
  readonly hookPath: string;
  readonly parts: { readonly [part: string]: string };
  readonly system: string;
}

interface Json {
  readonly [member: string]: unknown;
}

const form = element('try', HTMLFormElement);
const status = element('status', HTMLElement);
const cards = element('cards', HTMLElement);
const why = element('why', HTMLDetailsElement);
const study = element('study', HTMLSelectElement);
const reason = element('reason', HTMLSelectElement);
const patient = element('patient', HTMLSelectElement);
const problem = element('patient-problem', HTMLElement);
const setting: Setting = JSON.parse(form.dataset.setting ?? '{}');
const debounceMilliseconds = 120;
const dayMilliseconds = 86_400_000;
const meanYearDays = 365.25;

let asked: Json = {};
let round = 0;
const fixtures = new Map<string, Promise<Json>>();

interface Known {
  readonly patientId: string;
  readonly prefetch: Json | undefined;
  readonly fhirServer?: string;
}

function textIn(id: string): string {
  const field = document.getElementById(id);
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement
    ? field.value.trim()
    : '';
}

/** The record of the chosen patient; throws an Error that says what to mend. */
async function readPatient(): Promise<Known> {
  if (patient.value === 'new') return newPatient();
  if (patient.value === 'pasted') return readBundle(textIn('bundle'), setting.parts);
  if (patient.value === 'server') {
    const [fhirServer, patientId] = [textIn('server'), textIn('server-patient')];
    if (!/^https?:\/\/./.test(fhirServer) || patientId === '')
      throw new Error(
        'Give the base URL of the FHIR server, such as http://127.0.0.1:3001/fhir, and the id of a patient.',
      );
    return { patientId, prefetch: undefined, fhirServer };
  }
  const id = patient.value;
  const known = fixtures.get(id) ?? fetchPatient(id);
  fixtures.set(id, known);
  const { patientId, prefetch } = await known;
  return { patientId: String(patientId), prefetch: isJson(prefetch) ? prefetch : {} };
}

async function fetchPatient(id: string): Promise<Json> {
  const response = await fetch(`/try/patients/${encodeURIComponent(id)}`);
  if (!response.ok) throw new Error('This patient could not be loaded.');
  return response.json();
}

function newPatient(): Known {
  const patientId = 'try-it';
  const age = Number(textIn('age'));
  if (textIn('age') === '' || !(age >= 0 && age <= 120)) throw new Error('Give an age from 0 to 120 years.');
  const birthDate = new Date(Date.now() - (age + 0.5) * meanYearDays * dayMilliseconds).toISOString().slice(0, 10);
  const resource = { resourceType: 'Patient', id: patientId, gender: textIn('sex'), birthDate };
  const empty = { resourceType: 'Bundle', type: 'searchset', total: 0, entry: [] };
  const parts = Object.keys(setting.parts).map((part) => [part, part === 'patient' ? resource : empty]);
  return { patientId, prefetch: Object.fromEntries(parts) };
}

/** What is ticked, as Observations of today in the service's own codes. */
function statedFindings(patientId: string): readonly Json[] {
  const effectiveDateTime = new Date().toISOString();
  return tickedFields().map(({ code, value }) => ({
    resourceType: 'Observation',
    id: `stated-${code}`,
    status: 'final',
    code: { coding: [{ system: setting.system, code }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime,
    ...value,
  }));
}

function tickedFields(): readonly { readonly code: string; readonly value: Json }[] {
  const found: { code: string; value: Json }[] = [];
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-finding]')) {
    if (field instanceof HTMLInputElement && field.type === 'radio' && !field.checked) continue;
    const { finding: code = '', kind } = field.dataset;
    if (field.value === '') continue;
    found.push({ code, value: stated(kind, field.value) });
  }
  return found;
}

function stated(kind: string | undefined, value: string): Json {
  if (kind === 'flag') return { valueBoolean: value === 'yes' };
  if (kind === 'enum') return { valueCodeableConcept: { coding: [{ system: setting.system, code: value }] } };
  if (kind === 'days')
    return { valueQuantity: { value: Number(value), unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' } };
  return { valueInteger: Math.round(Number(value)) };
}

/** The request as an EHR sends it when an order is picked. */
function toRequest({ patientId, prefetch, fhirServer }: Known): Json {
  const findings = statedFindings(patientId);
  const order = draftOrder(patientId);
  const isRead = prefetch === undefined;
  // a record that the service fetches itself is left as it is: what is ticked stands beside the order
  const supporting = isRead ? findings.map(({ id }) => ({ reference: `Observation/${String(id)}` })) : [];
  const drafts = [
    { resource: supporting.length === 0 ? order : { ...order, supportingInfo: supporting } },
    ...(isRead ? findings.map((resource) => ({ resource })) : []),
  ];
  return {
    hook: 'order-select',
    hookInstance: crypto.randomUUID?.() ?? '00000000-0000-4000-8000-000000000000',
    ...(fhirServer === undefined ? {} : { fhirServer }),
    context: {
      userId: 'Practitioner/try-it',
      patientId,
      selections: ['ServiceRequest/draft'],
      draftOrders: { resourceType: 'Bundle', type: 'collection', entry: drafts },
    },
    ...(prefetch === undefined ? {} : { prefetch: withFindings(prefetch, findings) }),
  };
}

function draftOrder(patientId: string): Json {
  const [chosen] = study.selectedOptions;
  const [coded] = reason.selectedOptions;
  const words = textIn('words');
  const reasons = [
    ...(coded === undefined || coded.value === '' ? [] : [{ coding: [codingOf(coded)] }]),
    ...(words === '' ? [] : [{ text: words }]),
  ];
  return {
    resourceType: 'ServiceRequest',
    id: 'draft',
    status: 'draft',
    intent: 'order',
    code: { coding: [codingOf(chosen)], text: chosen?.text ?? '' },
    subject: { reference: `Patient/${patientId}` },
    ...(reasons.length === 0 ? {} : { reasonCode: reasons }),
  };
}

function codingOf(option: HTMLOptionElement | undefined): Json {
  return { system: option?.dataset.system, code: option?.dataset.code, display: option?.text };
}

function withFindings(prefetch: Json, findings: readonly Json[]): Json {
  if (findings.length === 0) return prefetch;
  const { observations } = prefetch;
  const bundle = isJson(observations) ? observations : { resourceType: 'Bundle', type: 'searchset' };
  const entry = Array.isArray(bundle.entry) ? bundle.entry : [];
  const all = [...entry, ...findings.map((resource) => ({ resource }))];
  const { total: _, ...rest } = bundle;
  return { ...prefetch, observations: { ...rest, entry: all } };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** Asks the hook and shows its answer; an answer that a later change has overtaken is dropped. */
async function ask(): Promise<void> {
  round += 1;
  const own = round;
  problem.textContent = '';
  try {
    const request = toRequest(await readPatient());
    const response = await post(setting.hookPath, request);
    const answer: unknown = await response.json();
    if (own !== round) return;
    asked = request;
    show('response-text', answer);
    show('request-text', request);
    if (!response.ok) {
      status.className = 'status';
      status.textContent = `The service answered ${response.status}: ${issueOf(answer)}`;
      cards.replaceChildren();
      return;
    }
    const drawn = await post('/try/draw', answer);
    const text = await drawn.text();
    if (own !== round) return;
    setDrawn(cards, text);
    announce();
    if (why.open) await showWhy();
  } catch (error) {
    if (own !== round) return;
    status.className = 'status';
    const isOffline = error instanceof TypeError;
    const message =
      error instanceof Error && !isOffline ? error.message : 'The service does not answer; is it still running?';
    if (isOffline) status.textContent = message;
    else {
      problem.textContent = message;
      status.textContent = 'Nothing was asked: the patient is not there yet.';
    }
    cards.replaceChildren();
  }
}

/** A large record is shown up to a length that a browser can lay out at once; the copied call holds all of it. */
const longestShown = 200_000;

function show(id: string, value: unknown): void {
  const text = JSON.stringify(value, null, 2);
  element(id, HTMLElement).textContent =
    text.length > longestShown
      ? `${text.slice(0, longestShown)}\n… ${text.length - longestShown} more characters; "Copy as curl" has all of it`
      : text;
}

function issueOf(answer: unknown): string {
  const text = JSON.stringify(answer);
  return /"text":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? 'without a reason';
}

function announce(): void {
  const summaries = [...cards.querySelectorAll('.summary')].map((heading) => heading.textContent ?? '');
  const [card] = cards.querySelectorAll('.card');
  status.className = `status has-card ${card?.className.replace('card', '').trim() ?? ''}`;
  status.textContent = summaries.length === 0 ? 'No card is shown for this order.' : summaries.join(' · ');
}

async function showWhy(): Promise<void> {
  const response = await post('/try/why', asked);
  setDrawn(element('why-body', HTMLElement), response.ok ? await response.text() : '');
}

/** Plays the EHR: what a suggestion documents is ticked, a change of the study is made, anything else is said. */
function take(button: HTMLButtonElement): void {
  const actions: unknown = JSON.parse(button.dataset.actions ?? '[]');
  let isTaken = false;
  for (const action of Array.isArray(actions) ? actions : []) if (apply(action)) isTaken = true;
  const said = button.closest('.card')?.querySelector('.taken');
  if (isTaken) changed();
  else if (said !== null && said !== undefined) said.textContent = `In an EHR: ${button.textContent?.trim() ?? ''}.`;
}

function apply(action: unknown): boolean {
  if (!isJson(action) || !isJson(action.resource)) return false;
  const { resourceType, code, valueBoolean } = action.resource;
  const codings = isJson(code) && Array.isArray(code.coding) ? code.coding.filter(isJson) : [];
  if (resourceType === 'Observation' && typeof valueBoolean === 'boolean') {
    const own = codings.find(({ system }) => system === setting.system);
    const tick = document.getElementById(`f-${String(own?.code)}-${valueBoolean ? 'yes' : 'no'}`);
    if (!(tick instanceof HTMLInputElement)) return false;
    tick.checked = true;
    const folded = tick.closest('details');
    if (folded !== null) folded.open = true;
    return true;
  }
  if (resourceType !== 'ServiceRequest' || action.type !== 'update') return false;
  const option = [...study.options].find(({ dataset }) =>
    codings.some((coding) => coding.system === dataset.system && coding.code === dataset.code),
  );
  if (option === undefined || option.selected) return false;
  option.selected = true;
  return true;
}

let waiting: ReturnType<typeof setTimeout> | undefined;

/** Typing waits a moment; a tick or a choice does not. */
function changed(waitMilliseconds = 0): void {
  showPatientFields();
  history.replaceState(null, '', linkToCase(form));
  clearTimeout(waiting);
  waiting = setTimeout(() => void ask(), waitMilliseconds);
}

function showPatientFields(): void {
  const isKnown = ['new', 'pasted', 'server'].includes(patient.value);
  for (const block of form.querySelectorAll<HTMLElement>('[data-for]'))
    block.hidden = isKnown ? block.dataset.for !== patient.value : true;
}

async function copy(text: string, said: string): Promise<void> {
  const place = element('copied', HTMLElement);
  try {
    await navigator.clipboard.writeText(text);
    place.textContent = said;
  } catch {
    place.textContent = 'The browser does not let this page write to the clipboard; select the text instead.';
  }
  status.textContent = place.textContent;
}

/** A shell takes the body as it is: single quotes end, are escaped, and begin again. */
function asCurl(): string {
  const body = JSON.stringify(asked).replaceAll("'", "'\\''");
  return `curl -s -X POST '${location.origin}${setting.hookPath}' \\\n  -H 'Content-Type: application/json' \\\n  --data-raw '${body}'\n`;
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(() => changed()));
form.addEventListener('input', (event) => {
  const isTyped = event.target instanceof HTMLInputElement && event.target.type !== 'radio';
  changed(isTyped || event.target instanceof HTMLTextAreaElement ? debounceMilliseconds : 0);
});
cards.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button instanceof HTMLButtonElement) take(button);
});
why.addEventListener('toggle', () => {
  if (why.open) void showWhy();
});
element('copy', HTMLElement).addEventListener('click', () => void copy(asCurl(), 'Copied.'));
element('share', HTMLElement).addEventListener('click', () => void copy(location.href, 'The link is copied.'));
addEventListener('hashchange', () => {
  caseInLink(form);
  changed();
});
// what a browser puts back into fields after a reload would contradict the link
form.reset();
caseInLink(form);
changed();
