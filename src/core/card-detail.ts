import { cardHeadline } from './card-headline.js';
import { cardMissing, missingFacts } from './card-missing.js';
import type { RatedOrder, Session } from './consult-context.js';
import { formatDay } from './day.js';
import { type FactState, isAtLeast } from './fact.js';
import { formatFinding, formatValue } from './format-fact.js';
import { type OverlayLine, screenItem } from './overlays.js';
import { fill, namesIn, phrase } from './phrase.js';
import { studyName } from './suggest-switch.js';
import { whatWouldChange } from './what-if.js';

const mostFindings = 8; // the decision extension holds them all
const mostNamed = 5;

/**
 * The Markdown of a card, in the order in which it is needed: the rating, warnings, the facts behind it, what is missing,
 * what to do, what would change it, why, words for the patient.
 */
export function cardDetail(
  rated: RatedOrder,
  session: Session,
  overlays: readonly OverlayLine[],
  advice: readonly string[],
): string {
  const words = rated.guideline.documents.words[rated.decision.criterion.definition.id] ?? {};
  const filled = (section: string): string => fillWords(rated, words[section] ?? '');
  const asked = missingFacts(rated);
  const blocks = [
    cardHeadline(rated),
    ...overlays.filter(({ place }) => place === 'top').map(({ text }) => `> ${text}`),
    section(rated, 'findings', list(findings(rated))),
    section(rated, 'missing', list(cardMissing(rated, session, overlays, asked))),
    section(rated, 'whatToDo', lines(filled('What to do'), list(advice))),
    section(rated, 'changes', lines(list(changes(rated, asked)), filled('What would change this'))),
    section(rated, 'why', filled('Why')),
    section(rated, 'forThePatient', filled('For the patient')),
    ...overlays.filter(({ place }) => place === 'end').map(({ text }) => text),
    footer(rated, session),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** The documented facts behind the answer: what is present first, what is documented as absent last. */
function findings(rated: RatedOrder): readonly string[] {
  const { guideline, facts, decision } = rated;
  const told = decision.because.flatMap((name) => {
    const state = facts.states[guideline.indexOf(name) ?? -1];
    return state !== undefined && isTold(name, state) ? [{ name, state }] : [];
  });
  const rank = ({ state: { value } }: (typeof told)[number]): number => (value === true ? 0 : value === false ? 2 : 1);
  const sorted = told.sort((a, b) => rank(a) - rank(b));
  const shown = sorted.slice(0, mostFindings).map(({ name, state }) => formatFinding(rated, name, state));
  const rest = sorted.length - shown.length;
  return rest > 0 ? [...shown, phrase(guideline, 'moreItems', { count: String(rest) })] : shown;
}

/** Silence is no finding, nor is what merely follows from another finding being absent. */
function isTold(name: string, { basis, value, proofs }: FactState): boolean {
  if (basis === 'silent' || name.startsWith('order')) return false;
  if (isAtLeast(value) && value.atLeast === 0) return false;
  return basis !== 'derived' || value !== false || proofs.length > 0;
}

function changes(rated: RatedOrder, asked: readonly string[]): readonly string[] {
  const { guideline } = rated;
  const { allNormal, ifPresent } = whatWouldChange(rated.facts, rated.decision, asked);
  const names = (facts: readonly string[]): string => {
    const rest = facts.length - mostNamed;
    const named = facts.slice(0, mostNamed).map((name) => screenItem(rated, name));
    return [...named, ...(rest > 0 ? [phrase(guideline, 'moreItems', { count: String(rest) })] : [])].join(', ');
  };
  const present = ifPresent.map(({ facts, rating }) =>
    phrase(guideline, 'ifPresent', { facts: names(facts), outcome: phrase(guideline, `outcome.${rating}`) }),
  );
  if (allNormal === undefined) return present;
  const { rating, summary } = allNormal.criterion.definition;
  const isOpen = rating === 'insufficient-information';
  const outcome = isOpen ? phrase(guideline, 'stillOpen', { summary }) : phrase(guideline, `outcome.${rating}`);
  return [phrase(guideline, 'ifAllNormal', { facts: names(allNormal.facts), outcome }), ...present];
}

function footer({ guideline, decision }: RatedOrder, session: Session): string {
  const { definition } = decision.criterion;
  const line = phrase(guideline, 'footer', {
    guideline: guideline.documents.guideline.title,
    version: guideline.version,
    criterion: definition.id,
    date: formatDay(session.asOf),
  });
  return `${phrase(guideline, 'basedOn', { source: definition.source })}  \n${line}`;
}

function fillWords(rated: RatedOrder, text: string): string {
  if (!text.includes('{{')) return text;
  const { guideline, facts, study } = rated;
  const values: { [name: string]: string } = { study: studyName(rated, study.kind, study.region) };
  for (const name of namesIn(text)) {
    const fact = guideline.facts[guideline.indexOf(name) ?? -1];
    if (fact !== undefined) values[name] = formatValue(guideline, name, facts.values[fact.index]);
  }
  return fill(text, values);
}

function section({ guideline }: RatedOrder, title: string, text: string): string {
  return text === '' ? '' : `### ${phrase(guideline, title)}\n\n${text}`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function lines(...texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== '').join('\n');
}
