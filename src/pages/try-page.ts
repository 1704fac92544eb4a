import { type Html, html } from './html.js';
import type { PageParts } from './page.js';
import {
  type FindingChoice,
  type FindingGroup,
  statedSystem,
  type TryContract,
  type TryOptions,
} from './try-options.js';

/** The page on which a card can be had by ticking findings: the form, and the places that the script fills. */
export function tryPage(options: TryOptions, contract: TryContract): PageParts {
  const setting = JSON.stringify({ hookPath: contract.hookPath, parts: contract.parts, system: statedSystem });
  const main = html`<h1>Try it</h1>
<p class="lead">Order a study, say what was found, and read the card that an EHR would show. Each change calls the service's own hook.</p>
<noscript><p class="note">This page needs JavaScript to call the hook. Without it, paste the call that the service printed at its start.</p></noscript>
<div class="try">
<form id="try" data-setting="${setting}" autocomplete="off">
${orderFields(options)}
${patientFields(contract)}
${options.groups.map(drawGroup)}
<p class="actions"><button type="reset">Start again</button> <button type="button" id="share">Copy a link to this case</button></p>
</form>
<section class="answer" aria-labelledby="answer-title">
<h2 id="answer-title">What the EHR shows</h2>
<p id="status" class="status" role="status">Waiting for the service…</p>
<div id="cards" class="cards"></div>
<p class="actions"><button type="button" id="examine">Examine and answer in the form</button></p>
<details id="why"><summary>Why: facts with their proof, and the rows that were tried</summary><div id="why-body" class="folded"></div></details>
<details id="request"><summary>Request, as an EHR sends it</summary><div class="folded"><p><button type="button" id="copy">Copy as curl</button> <span id="copied" role="status"></span></p><pre id="request-text" tabindex="0"></pre></div></details>
<details id="response"><summary>Response, as the service answers</summary><div class="folded"><pre id="response-text" tabindex="0"></pre></div></details>
</section>
</div>`;
  return { title: 'Try it', room: 'try', main, script: 'try-it.js', isWide: true };
}

function orderFields({ studies, reasons }: TryOptions): Html {
  return html`<fieldset><legend>Order</legend>
<p class="field"><label for="study">Study</label><select id="study" name="study">${studies.map(
    ({ id, label, system, code }, index) =>
      html`<option value="${id}" data-system="${system}" data-code="${code}"${index === 0 && html` selected`}>${label}</option>`,
  )}</select></p>
<p class="field"><label for="reason">Coded reason</label><select id="reason" name="reason">${reasons.map(
    ({ id, label, system, code }, index) =>
      html`<option value="${id}" data-system="${system}" data-code="${code}"${index === 0 && html` selected`}>${label}</option>`,
  )}<option value="">none</option></select></p>
<p class="field"><label for="words">Reason in words</label><input id="words" name="words" maxlength="500" placeholder="for example: numb between the legs since Monday"></p>
</fieldset>`;
}

function patientFields({ patients, readsFhirServer }: TryContract): Html {
  return html`<fieldset><legend>Patient</legend>
<p class="field"><label for="patient">Record</label><select id="patient" name="patient">
<option value="new" selected>A new patient with an empty record</option>
${patients.map(({ id, label }) => html`<option value="${id}">${label}</option>`)}
<option value="pasted">A Bundle that I paste</option>
${readsFhirServer && html`<option value="server">A FHIR server on this machine</option>`}
</select></p>
<div data-for="new"><p class="field short"><label for="age">Age in years</label><input id="age" name="age" type="number" min="0" max="120" value="45"></p>
<p class="field short"><label for="sex">Gender</label><select id="sex" name="sex"><option value="female" selected>female</option><option value="male">male</option><option value="other">other</option></select></p></div>
<div data-for="pasted" hidden><p class="field"><label for="bundle">FHIR R4 Bundle of one patient</label><textarea id="bundle" rows="6" spellcheck="false" aria-describedby="bundle-note"></textarea></p>
<p id="bundle-note" class="hint">It goes to this service only, and never into the link. Do not paste a real patient.</p></div>
${readsFhirServer && serverFields()}
<p class="actions"><button type="button" id="forget">Reset this patient's answers</button></p>
<p class="hint">Answers that were given by a click on a card count at the next call; this forgets them.</p>
<p id="patient-problem" class="problem" role="alert"></p>
</fieldset>`;
}

function serverFields(): Html {
  return html`<div data-for="server" hidden><p class="field"><label for="server">Base URL</label><input id="server" name="server" type="url" placeholder="http://127.0.0.1:3001/fhir"></p>
<p class="field"><label for="server-patient">Patient id</label><input id="server-patient" name="server-patient" pattern="[A-Za-z0-9.\\-]{1,64}"></p></div>`;
}

function drawGroup({ title, isFolded, findings }: FindingGroup): Html {
  const rows = html`<div class="findings">${findings.map(drawFinding)}</div>`;
  if (!isFolded) return html`<fieldset><legend>${title}</legend>${rows}</fieldset>`;
  return html`<details class="group"><summary>${title} <span class="count">${findings.length}</span></summary><fieldset><legend class="hidden">${title}</legend>${rows}</fieldset></details>`;
}

function drawFinding(finding: FindingChoice): Html {
  const { code, label, kind, unit, values } = finding;
  switch (kind) {
    case 'flag':
      return threeStates(code, label);
    case 'enum':
      return html`<p class="finding field"><label for="f-${code}">${label}</label><select id="f-${code}" data-finding="${code}" data-kind="enum"><option value="">not documented</option>${values.map(
        (value) => html`<option value="${value.code}">${value.label}</option>`,
      )}</select></p>`;
    case 'days':
    case 'number':
      return html`<p class="finding field short"><label for="f-${code}">${label}${unit !== undefined && html` <small>(${unit})</small>`}</label><input id="f-${code}" type="number" min="0" max="36500" data-finding="${code}" data-kind="${kind}"></p>`;
  }
}

const states = [
  ['yes', 'yes'],
  ['no', 'no'],
  ['', 'not documented'],
] as const;

function threeStates(code: string, label: string): Html {
  return html`<fieldset class="finding states"><legend>${label}</legend><span class="segments">${states.map(
    ([value, words]) =>
      html`<input type="radio" id="f-${code}-${value}" name="f-${code}" value="${value}" data-finding="${code}" data-kind="flag"${value === '' && html` checked`}><label for="f-${code}-${value}">${words}</label>`,
  )}</span></fieldset>`;
}
