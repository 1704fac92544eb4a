import { caseInLink, linkToCase } from './case-link.js';
import { readPatient, type Setting } from './chosen-patient.js';
import { element, setDrawn } from './dom.js';
import { toRequest } from './draft-request.js';
import { isJson, type Json } from './json.js';

/** The page "Try it": makes a hook request of what is ticked, calls the hook, and shows what the server drew of the answer. */

const form = element('try', HTMLFormElement);
const status = element('status', HTMLElement);
const cards = element('cards', HTMLElement);
const why = element('why', HTMLDetailsElement);
const study = element('study', HTMLSelectElement);
const patient = element('patient', HTMLSelectElement);
const problem = element('patient-problem', HTMLElement);
const setting: Setting = JSON.parse(form.dataset.setting ?? '{}');
const debounceMilliseconds = 120;

let asked: Json = {};
let round = 0;

async function post(path: string, body: unknown): Promise<Response> {
  return fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** Asks the hook and shows its answer; an answer that a later change has overtaken is dropped. */
async function ask(): Promise<void> {
  round += 1;
  const own = round;
  problem.textContent = '';
  try {
    const request = toRequest(setting, await readPatient(setting));
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
    const hadFocus = cards.contains(document.activeElement);
    setDrawn(cards, text);
    announce();
    // who pressed a button of the card before goes on with the card that took its place
    if (hadFocus) cards.querySelector<HTMLElement>('.summary')?.focus();
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

async function forget(): Promise<void> {
  const { context } = asked;
  const patientId = isJson(context) ? context.patientId : undefined;
  const response = await post('/try/reset', { patientId });
  await ask();
  const said = response.ok
    ? 'Answers that were given on cards for this patient are forgotten.'
    : 'Nothing was forgotten.';
  status.className = 'status';
  status.textContent = `${said} ${status.textContent ?? ''}`;
}

/** Opens the form of the examination for this order, as a link on a card does in an EHR. */
async function examine(): Promise<void> {
  const response = await post('/app/open', asked);
  if (response.ok) location.assign('/app');
  else problem.textContent = 'The form cannot be opened for this request.';
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(() => changed()));
form.addEventListener('input', (event) => {
  const isTyped = event.target instanceof HTMLInputElement && event.target.type !== 'radio';
  changed(isTyped || event.target instanceof HTMLTextAreaElement ? debounceMilliseconds : 0);
});
cards.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('.launched') !== null) {
    event.preventDefault();
    void examine();
  }
  const button = event.target instanceof Element ? event.target.closest('button') : null;
  if (button instanceof HTMLButtonElement) take(button);
});
why.addEventListener('toggle', () => {
  if (why.open) void showWhy();
});
element('forget', HTMLElement).addEventListener('click', () => void forget());
element('examine', HTMLElement).addEventListener('click', () => void examine());
element('copy', HTMLElement).addEventListener('click', () => void copy(asCurl(), 'Copied.'));
element('share', HTMLElement).addEventListener('click', () => void copy(location.href, 'The link is copied.'));
addEventListener('hashchange', () => {
  caseInLink(form);
  changed();
});
// whoever comes back from the form finds the page as it was, and the answers remembered
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) changed();
});
// what a browser puts back into fields after a reload would contradict the link
form.reset();
caseInLink(form);
changed();
