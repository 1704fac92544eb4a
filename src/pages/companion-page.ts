import type { FormGroup, FormQuestion } from '../core/form/form.js';
import type { JsonObject } from '../core/values/json.js';
import type { Assets } from './assets.js';
import { type Html, html } from './html.js';
import { beginDocument } from './page.js';
import { ratingChip } from './rating-chip.js';

/** Everything that the form shows. */
export interface CompanionView {
  readonly language: string;
  /** name and date of birth, as the record has them */
  readonly patient: string | undefined;
  readonly order: string | undefined;
  /** what every change must carry */
  readonly token: string;
  /** the path under which a proxy shows the service */
  readonly root: string;
  /** the drafts to choose from; none where there is one, or none at all */
  readonly orders: readonly OrderView[];
  /** entries of the record that nobody could judge */
  readonly review: ReviewView | undefined;
  readonly groups: readonly FormGroup[];
  /** what the record or a text says, by the name of the question */
  readonly known: ReadonlyMap<string, KnownAnswer>;
  /** answers by code */
  readonly draft: JsonObject;
  /** codes of the questions that can change the rating */
  readonly asked: readonly string[];
  readonly outlook: OutlookView;
  /** where messages for the EHR go */
  readonly messaging: { readonly origin: string; readonly handle: string | undefined } | undefined;
}

/** One draft to choose. */
export interface OrderView {
  readonly reference: string;
  readonly label: string;
  readonly isChosen: boolean;
}

/** Entries that a clinician can review as they are. */
export interface ReviewView {
  readonly code: string;
  readonly label: string;
  readonly names: readonly string[];
  /** what the review is bound to */
  readonly value: string;
  readonly isAnswered: boolean;
}

/** What is known of one question without this form. */
export interface KnownAnswer {
  /** `settled` needs no answer; `doubt` and `denied` ask for one */
  readonly kind: 'settled' | 'doubt' | 'denied';
  readonly words: string;
}

/** What is answered if the clinician stops now. */
export interface OutlookView {
  /** undefined = no order is rated */
  readonly rating: string | undefined;
  readonly summary: string;
  readonly left: number;
}

/** The form as a whole page, made for a frame of 390 to 600 pixels. */
export function companionPage(assets: Assets, view: CompanionView): string {
  const { token, root, messaging, groups, known, patient, orders, review } = view;
  const order = view.order ?? (orders.length > 0 ? 'Which order do you examine for?' : undefined);
  const settled = groups
    .flatMap(({ questions }) => questions)
    .filter(({ name }) => known.get(name)?.kind === 'settled');
  const main = html`<header class="banner"><p class="who">${patient ?? 'Patient: not named in the record'}</p><h1>${order ?? 'No order: answers are recorded, nothing is rated'}</h1></header>
<noscript><p class="note">This form needs JavaScript to send what is tapped.</p></noscript>
<div id="outlook" class="outlook" role="status">${drawOutlook(view.outlook)}</div>
${orders.length > 0 && drawOrders(orders)}
<form id="form" data-token="${token}" data-root="${root}" data-origin="${messaging?.origin}" data-handle="${messaging?.handle}" autocomplete="off">
${groups.map((group, at) => html`${drawGroup(group, view)}${at === 0 && review !== undefined && drawReview(review, view.asked.includes(review.code))}`)}
<p class="actions"><button type="button" id="all" aria-pressed="false">Show the whole examination</button></p>
</form>
${settled.length > 0 && knownList(settled, known)}
<p id="problem" class="problem" role="alert"></p>
<div class="bottom"><button type="button" id="send" class="main">${view.order === undefined ? 'Record the answers' : 'Update the order'}</button></div>`;
  return shell(assets, { title: order ?? 'Examination', language: view.language, main, hasScript: true });
}

/** The line that stays in sight: what is answered if the clinician stops here. */
export function drawOutlook({ rating, summary, left }: OutlookView): Html {
  const answers = left === 1 ? '1 answer' : `${left} answers`;
  return html`<p><strong>If you stop here:</strong> ${rating !== undefined && ratingChip(rating)} ${summary}</p>
<p class="left">${left === 0 ? 'No answer changes this any more.' : `${answers} can still change this.`}</p>`;
}

/** What became of the answers, when they have been sent. */
export function drawSent(lines: readonly string[], manual: string | undefined): Html {
  return html`<h2 tabindex="-1" id="sent">Answers recorded</h2>
<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>
<p id="told" role="status"></p>
${manual !== undefined && html`<p>To copy into the note:</p><pre tabindex="0">${manual}</pre>`}
<p class="actions"><a id="return" class="button" href="/">Return to the order</a></p>
<p id="close" hidden>You can close this form and return to the order.</p>`;
}

/** A page that says why the form cannot be shown. */
export function companionProblem(assets: Assets, title: string, words: string): string {
  const main = html`<h1>${title}</h1><p>${words}</p>`;
  return shell(assets, { title, language: 'en', main, hasScript: false });
}

function drawGroup({ id, title, normal, onlyIf, opensIf, questions }: FormGroup, view: CompanionView): Html {
  const isGrid = questions.every(({ kind }) => kind === 'grade');
  const codes = new Map(view.groups.flatMap((group) => group.questions).map(({ name, code }) => [name, code]));
  const [needs, opener] = [onlyIf, opensIf].map((fact) => codes.get(fact ?? ''));
  const isAsked = questions.some(({ code }) => view.asked.includes(code));
  return html`<fieldset class="group" data-group="${id}" data-only-if="${needs}" data-opens-if="${opener}"${isGrid && html` data-grid="yes"`}${!isAsked && html` hidden`}><legend>${title}</legend>
${isGrid ? drawGrid(questions, view) : questions.map((question) => drawQuestion(question, view))}
${normal !== undefined && drawNormal(id, normal, { questions, known: view.known })}
</fieldset>`;
}

/** Under the rows and in two taps, so that nobody records a screen that was not done. */
function drawNormal(
  id: string,
  words: string,
  { questions, known }: Pick<CompanionView, 'known'> & Pick<FormGroup, 'questions'>,
): Html | false {
  // what the record settles is corrected where it is shown, never in passing
  const open = questions.filter(({ name }) => known.get(name)?.kind !== 'settled');
  const settled = questions.filter((question) => !open.includes(question));
  if (open.length === 0) return false;
  return html`<div class="normal"><button type="button" class="first-tap" aria-expanded="false" aria-controls="normal-${id}">${words}</button>
<div id="normal-${id}" class="second" hidden><p>This records as examined or asked, and absent:</p><ul>${open.map(({ name, code, label }) => html`<li data-code="${code}">${label}${known.has(name) && html` <span class="known">${known.get(name)?.words}</span>`}</li>`)}</ul>${settled.map(({ name, label }) => html`<p class="known">Stays as the record has it: ${label}: ${known.get(name)?.words}</p>`)}<button type="button" class="second-tap main">Record as absent</button></div></div>`;
}

function drawQuestion(question: FormQuestion, view: CompanionView): Html {
  const { name, code, label, help, kind, unit } = question;
  const known = view.known.get(name);
  const value = view.draft[code];
  const isShown = view.asked.includes(code) || value !== undefined;
  const about = html`${known !== undefined && html`<p class="known is-${known.kind}" id="k-${code}">${known.words}</p>`}${
    help !== undefined && html`<details class="help"><summary>What counts</summary><p>${help}</p></details>`
  }`;
  const attributes = html`data-code="${code}" data-kind="${kind}"${!isShown && html` hidden`}`;
  if (kind === 'days' || kind === 'number')
    return html`<div class="q" ${attributes}><label for="q-${code}">${label}${unit !== undefined && html` <small>(${unit})</small>`}</label><input id="q-${code}" name="${code}" type="number" inputmode="numeric" min="0" max="36500" value="${typeof value === 'number' && String(value)}">${about}</div>`;
  return html`<fieldset class="q" ${attributes}><legend>${label}</legend>${segments(question, value)}${about}</fieldset>`;
}

function segments({ code, kind, options }: FormQuestion, value: unknown): Html {
  const choices: readonly (readonly [string, string])[] =
    kind === 'flag' ? flagChoices : options.map((option) => [String(option.value), option.label]);
  const chosen = kind === 'flag' ? (value === true ? 'yes' : value === false ? 'no' : '') : String(value ?? '');
  return html`<span class="segments">${choices.map(
    ([each, words]) =>
      html`<input type="radio" id="q-${code}-${each}" name="${code}" value="${each}"${each === chosen && html` checked`}><label for="q-${code}-${each}">${words}</label>`,
  )}${kind !== 'flag' && html`<input type="radio" id="q-${code}-" name="${code}" value=""${chosen === '' && html` checked`}><label for="q-${code}-">?</label>`}</span>`;
}

const flagChoices: readonly (readonly [string, string])[] = [
  ['yes', 'Yes'],
  ['no', 'No'],
  ['', 'Not examined'],
];

/** Place by side, one tap a grade; the side stands with each row of grades, so that a narrow frame keeps it. */
function drawGrid(questions: readonly FormQuestion[], view: CompanionView): Html {
  const places = [...new Set(questions.map(({ grade }) => grade?.placeLabel ?? ''))];
  return html`<div class="grid">${places.map(
    (place) =>
      html`<div class="row" role="group" aria-label="${place}"><h2>${place}</h2>${questions
        .filter(({ grade }) => grade?.placeLabel === place)
        .map(
          (question) =>
            html`<fieldset class="q side" data-code="${question.code}" data-kind="grade"><legend>${question.grade?.side ?? place}</legend>${segments(question, view.draft[question.code])}</fieldset>`,
        )}</div>`,
  )}</div>`;
}

/** One tap chooses; the form is then that of this order. */
function drawOrders(orders: readonly OrderView[]): Html {
  return html`<fieldset id="orders" class="group"><legend>Drafts of this patient</legend><ul class="orders">${orders.map(
    ({ reference, label, isChosen }) =>
      html`<li><button type="button" class="order" data-order="${reference}" aria-pressed="${String(isChosen)}">${label}</button></li>`,
  )}</ul></fieldset>`;
}

/** The entries by name, and what the button of a card says of them. */
function drawReview({ code, label, names, value, isAnswered }: ReviewView, isAsked: boolean): Html {
  return html`<fieldset class="group"${!isAsked && !isAnswered && html` hidden`}><legend>Entries that could not be judged</legend>
<fieldset class="q" data-code="${code}" data-kind="enum"><legend>${label}</legend><span class="segments"><input type="radio" id="q-${code}-yes" name="${code}" value="${value}"${isAnswered && html` checked`}><label for="q-${code}-yes">Yes</label><input type="radio" id="q-${code}-" name="${code}" value=""${!isAnswered && html` checked`}><label for="q-${code}-">Not reviewed</label></span><ul class="entries">${names.map((name) => html`<li>${name}</li>`)}</ul></fieldset>
</fieldset>`;
}

function knownList(settled: readonly FormQuestion[], known: CompanionView['known']): Html {
  return html`<details class="from-record"><summary>${settled.length} from the record</summary><ul>${settled.map(
    ({ name, code, label }) =>
      html`<li><strong>${label}:</strong> ${known.get(name)?.words} <button type="button" class="correct" data-show="${code}">Correct<span class="hidden"> ${label}</span></button></li>`,
  )}</ul></details>`;
}

interface Shell {
  readonly title: string;
  readonly language: string;
  readonly main: Html;
  readonly hasScript: boolean;
}

function shell(assets: Assets, { title, language, main, hasScript }: Shell): string {
  const script = hasScript ? 'companion.js' : undefined;
  return html`${beginDocument(assets, { title, language, script })}
<body class="companion">
<main id="main" tabindex="-1">
${main}
</main>
</body>
</html>
`.text;
}
