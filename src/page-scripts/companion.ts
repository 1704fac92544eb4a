import { element, setDrawn } from './dom.js';
import { isJson, type Json } from './json.js';
import { sendMessage } from './web-messaging.js';

/** The form: sends every tap, shows what would be answered, and hands the result to the EHR. */

const form = element('form', HTMLFormElement);
const outlook = element('outlook', HTMLElement);
const problem = element('problem', HTMLElement);
const send = element('send', HTMLButtonElement);
const all = element('all', HTMLButtonElement);
const { token = '', root = '', origin = '', handle = '' } = form.dataset;
const debounceMilliseconds = 300;
const attempts = 3;

let round = 0;
let asked = new Set(shownCodes());

function shownCodes(): readonly string[] {
  return [...form.querySelectorAll<HTMLElement>('.q:not([hidden])')].map(({ dataset }) => dataset.code ?? '');
}

function answers(): Json {
  const found: Record<string, unknown> = {};
  for (const field of form.querySelectorAll<HTMLInputElement>('.q input')) {
    // a number that is none is no answer; the browser says so beside it
    if (field.value === '' || (field.type === 'radio' && !field.checked) || !field.validity.valid) continue;
    const kind = field.closest<HTMLElement>('.q')?.dataset.kind;
    found[field.name] = kind === 'flag' ? field.value === 'yes' : kind === 'enum' ? field.value : Number(field.value);
  }
  return found;
}

/** Posts what is answered; a connection that breaks is tried again, and what was tapped stays where it is. */
async function post(path: string, more: Json = {}): Promise<Json | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await fetch(root + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'X-Companion-Token': token },
        body: JSON.stringify({ answers: answers(), ...more }),
      });
      const body: unknown = await response.json();
      if (response.ok && isJson(body)) {
        problem.textContent = wrongNumber();
        return body;
      }
      problem.textContent =
        response.status === 401
          ? 'This session has ended. Open the form from the order again; what was tapped here is not sent.'
          : 'The service did not take that. What was tapped stays here; try again.';
      return undefined;
    } catch {
      if (attempt < attempts) await new Promise((resolve) => setTimeout(resolve, attempt * debounceMilliseconds));
      else {
        problem.textContent = 'The connection is gone. What was tapped stays here; try again.';
        return undefined;
      }
    }
  }
}

/** What is wrong with a number that is left out; '' where none is. */
function wrongNumber(): string {
  const field = form.querySelector<HTMLInputElement>('input[type="number"]:invalid');
  for (const each of form.querySelectorAll('input[type="number"]'))
    each.setAttribute('aria-invalid', String(each === field));
  if (field === null) return '';
  return `Not taken: ${field.labels?.[0]?.textContent ?? field.name}. Give a whole number from ${field.min} to ${field.max}.`;
}

async function preview(): Promise<void> {
  round += 1;
  const own = round;
  const answer = await post('/app/preview');
  if (own !== round || answer === undefined) return;
  setDrawn(outlook, String(answer.outlook));
  asked = new Set(Array.isArray(answer.asked) ? answer.asked.map(String) : []);
  arrange();
}

/** Shows what is asked, what has been answered, and, when wanted, everything. */
function arrange(): void {
  const given = answers();
  for (const group of form.querySelectorAll<HTMLElement>('.group')) {
    const questions = [...group.querySelectorAll<HTMLElement>('.q')];
    for (const question of questions) question.hidden = !isShown(question, group, given);
    group.hidden = questions.every(({ hidden }) => hidden);
  }
}

function isShown({ dataset: { code = '', shown } }: HTMLElement, { dataset }: HTMLElement, given: Json): boolean {
  const { onlyIf = '', opensIf = '', grid } = dataset;
  const showsAll = all.getAttribute('aria-pressed') === 'true';
  if (onlyIf !== '' && given[onlyIf] === false) return false;
  if (showsAll || shown === 'yes' || given[code] !== undefined || asked.has(code)) return true;
  return grid !== undefined && opensIf !== '' && given[opensIf] === true;
}

let waiting: ReturnType<typeof setTimeout> | undefined;

function changed(waitMilliseconds: number): void {
  arrange();
  clearTimeout(waiting);
  waiting = setTimeout(() => void preview(), waitMilliseconds);
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', (event) =>
  changed(event.target instanceof HTMLInputElement && event.target.type === 'radio' ? 0 : debounceMilliseconds),
);
all.addEventListener('click', () => {
  const isPressed = all.getAttribute('aria-pressed') === 'true';
  all.setAttribute('aria-pressed', String(!isPressed));
  all.textContent = isPressed ? 'Show the whole examination' : 'Show only what can change the rating';
  arrange();
});

document.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  if (target.matches('.first-tap')) askForSecondTap(target);
  else if (target.matches('.second-tap')) recordNormal(target);
  else if (target.matches('.correct')) showQuestion(target.dataset.show ?? '');
  else if (target.matches('.order')) void choose(target.dataset.order ?? '');
});

/** The questions that the second tap answers: what has been answered already stays as it is. */
function openIn(holder: Element): readonly HTMLElement[] {
  const given = answers();
  return [...holder.querySelectorAll<HTMLElement>('li')].filter(
    ({ dataset }) => given[dataset.code ?? ''] === undefined,
  );
}

function askForSecondTap(button: HTMLElement): void {
  const panel = document.getElementById(button.getAttribute('aria-controls') ?? '');
  if (panel === null) return;
  const open = openIn(panel);
  for (const line of panel.querySelectorAll('li')) line.hidden = !open.includes(line);
  panel.hidden = !panel.hidden || open.length === 0;
  button.setAttribute('aria-expanded', String(!panel.hidden));
}

function recordNormal(button: HTMLElement): void {
  const panel = button.closest<HTMLElement>('.second');
  if (panel === null) return;
  for (const { dataset } of openIn(panel)) {
    const no = document.getElementById(`q-${dataset.code}-no`);
    if (no instanceof HTMLInputElement) no.checked = true;
  }
  panel.hidden = true;
  panel.parentElement?.querySelector('.first-tap')?.setAttribute('aria-expanded', 'false');
  changed(0);
}

function showQuestion(code: string): void {
  const question = form.querySelector<HTMLElement>(`.q[data-code="${CSS.escape(code)}"]`);
  if (question === null) return;
  question.dataset.shown = 'yes';
  arrange();
  question.scrollIntoView({ block: 'center' });
  question.querySelector<HTMLElement>('input')?.focus();
}

/** The form of another draft is another page: what is known and asked depends on it. */
async function choose(order: string): Promise<void> {
  clearTimeout(waiting);
  if ((await post('/app/preview', { order })) !== undefined) location.reload();
}

send.addEventListener('click', () => void finish());

async function finish(): Promise<void> {
  clearTimeout(waiting);
  send.disabled = true;
  const answer = await post('/app/send');
  send.disabled = false;
  if (answer === undefined) return;
  form.hidden = true;
  for (const part of document.querySelectorAll<HTMLElement>('.bottom, .from-record, #orders')) part.hidden = true;
  setDrawn(outlook, String(answer.drawn));
  element('sent', HTMLElement).focus();
  const back = element('return', HTMLAnchorElement);
  back.addEventListener('click', leave);
  // in a frame whose EHR takes no messages nobody hears it
  const leadsNowhere = window.parent !== window && origin === '';
  back.hidden = leadsNowhere;
  element('close', HTMLElement).hidden = !leadsNowhere;
  if (origin !== '') await tell(isJson(answer.order) ? answer.order : undefined);
}

async function tell(order: Json | undefined): Promise<void> {
  const to = { origin, handle: handle === '' ? undefined : handle };
  const told = element('told', HTMLElement);
  if (order !== undefined) {
    const answer = await sendMessage(to, 'scratchpad.update', { resource: order });
    told.textContent = confirmations[answer];
  }
  await sendMessage(to, 'ui.done', { activityType: 'scratchpad-update' });
}

const confirmations = {
  done: 'The EHR has updated the order.',
  refused: 'The EHR did not update the order; change it by hand.',
  silent: 'The order was sent to the EHR, which did not confirm it.',
} as const;

function leave(event: Event): void {
  event.preventDefault();
  if (history.length > 1 && window.parent === window) history.back();
  else if (window.parent === window) location.assign('/');
  else void sendMessage({ origin, handle: handle === '' ? undefined : handle }, 'ui.done', {});
}

arrange();
