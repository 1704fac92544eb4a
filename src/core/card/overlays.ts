import type { Indicator } from '../contract/vocabulary.js';
import type { RatedOrder, RequestContext } from '../decide/rated-order.js';
import type { OverlayPlace } from '../guideline/advice-documents.js';
import { isSuspected, stateNamed, valueNamed } from '../guideline/fact-by-name.js';
import type { Criterion, Fact, Guideline, Overlay } from '../guideline/guideline.js';
import { fill, findPhrase, phrase, phraseOf } from '../guideline/phrase.js';
import { nameOrder } from '../order/received-order.js';
import type { ReportFinding } from '../read/statement.js';
import { duplicatesOf, equivalentsOf } from '../suggest/ordered-already.js';
import { escapeMarkdown } from '../values/markdown.js';
import { memoByObject, memoByPart } from '../values/memo.js';
import { formatDoubt } from './format-fact.js';

/** One line that is added to whatever row fired; never changes a rating (criteria.md §3.7). */
export interface OverlayLine {
  readonly id: string;
  readonly indicator: Indicator;
  readonly place: OverlayPlace;
  readonly text: string;
  /** missing facts that this line names, so that they are not listed again */
  readonly covers: readonly string[];
  /** what it names beside its own words */
  readonly named: string;
  /** the facts that it warns of */
  readonly about: readonly string[];
  /** whether it is said of every patient */
  readonly isGeneral: boolean;
}

/** Asks for the study kinds that a card's suggestions offer. */
type OfferedKinds = () => readonly string[];

/** The overlays of one rated order. */
export function overlaysFor(rated: RatedOrder, session: RequestContext, offered: OfferedKinds): readonly OverlayLine[] {
  const lines: OverlayLine[] = [];
  for (const overlay of overlaysOf(rated.guideline, rated.decision.criterion)) {
    const line = lineOf(overlay, rated, session, offered);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

/** The overlays that a row does not rule out. */
const overlaysOf = memoByPart(({ overlays }: Guideline, { definition: { id } }: Criterion): readonly Overlay[] =>
  overlays.filter(({ definition }) => definition.unlessCriteria?.includes(id) !== true),
);

function lineOf(
  { definition, rule }: Overlay,
  rated: RatedOrder,
  session: RequestContext,
  offered: OfferedKinds,
): OverlayLine | undefined {
  if (rule !== undefined && rule(rated.facts) !== true) return undefined;
  const { id, indicator, place, text, covers = [], reports, unlessDocumented } = definition;
  if (unlessDocumented?.some((name) => isDocumented(rated, name)) === true) return undefined;
  const named = reports === undefined ? namings[id]?.(rated, session, offered) : reportNamed(rated, reports);
  if (named === undefined && (rule === undefined || reports !== undefined)) return undefined;
  const { words, short = words, separator = ', ', facts = [] }: Named = named ?? { words: [] };
  return {
    id,
    indicator,
    place,
    text: fill(text, { named: words.join(separator) }),
    covers: facts.length === 0 ? covers : [...covers, ...facts],
    named: short.join(separator),
    about: reports === undefined ? factsOf(rated.guideline, definition) : [],
    isGeneral: definition.when === 'true',
  };
}

/** The facts that the rule of an overlay reads; those against MRI and contrast for one that the program decides. */
const factsOf = memoByPart(({ documents, indexOf }: Guideline, { when }: Overlay['definition']): readonly string[] => {
  if (when === 'computed') return Object.values(documents.guideline.safety.imaging ?? {});
  return [...new Set(when.match(/\w+/g))].filter((word) => indexOf(word) !== undefined);
});

/** What an overlay names where its text says `{{named}}`, and the missing facts among it. */
interface Named {
  readonly words: readonly string[];
  /** the same without ids, where that is not a matter of leaving them out */
  readonly short?: readonly string[];
  readonly separator?: string;
  readonly facts?: readonly string[];
}
type Naming = (rated: RatedOrder, session: RequestContext, offered: OfferedKinds) => Named | undefined;

/** Overlays that name something; those without a rule of their own stay away when there is nothing to name. */
const namings: { readonly [id: string]: Naming } = {
  'unresolved-red-flag': (rated) => {
    const facts = rated.guideline.facts.filter((fact) => fact.isRedFlag && rated.facts.suspected[fact.index] === true);
    return { words: facts.map(({ name }) => formatDoubt(rated, name)), separator: '; ', facts: namesOf(facts) };
  },
  'screen-missing': (rated) => {
    const { guideline, facts } = rated;
    const { screen } = guideline.documents.guideline.safety;
    const open = screen.filter((name) => valueNamed(facts, name) === undefined);
    const named = open.length > 0 ? open : namesOf(unknownRedFlags(rated)).slice(0, mostNamed);
    // a doubt keeps its own line, with the entry behind it
    const covered = named.filter((name) => !isSuspected(facts, name));
    return { words: named.map((name) => screenItem(rated, name)), facts: covered };
  },
  'mr-safety': nameContraindication,
  'mr-safety-suggested': (rated, _session, offered) => {
    if (rated.study.modality === 'mri' || !isOpen(rated, 'mri')) return undefined;
    return offered().some((kind) => kind.startsWith('mri')) ? nameContraindication(rated) : undefined;
  },
  'contrast-caution': (rated) => cautionsFor(rated, [rated.study.kind ?? '']),
  'contrast-caution-suggested': (rated, _session, offered) => {
    if (gadoliniumCaution(rated) === undefined && !isOpen(rated, 'iodinated')) return undefined;
    const { guideline, study, decision } = rated;
    const others = [...offered(), ...studiesInWords(guideline, decision.criterion)].filter(
      (kind) => kind !== study.kind,
    );
    const cautions = cautionsFor(rated, others);
    return cautions.words.length === 0 ? undefined : cautions;
  },
  'duplicate-in-session': (rated, session) => listed(duplicatesOf(rated, session).map(nameOrder)),
  'already-ordered': (rated, session) => listed(equivalentsOf(rated, session).map(nameOrder)),
  'not-recorded': (rated) => {
    if (rated.decision.criterion.definition.rating !== 'not-indicated') return undefined;
    return listed(
      takenAsAbsent(rated).map((name) => rated.guideline.labelInSentence(name)),
      '; ',
    );
  },
};

/** The findings that nobody looks for unless they are there: taken as absent where nothing speaks of them. */
export function takenAsAbsent({ guideline, facts }: RatedOrder): readonly string[] {
  const silent = guideline.facts.filter(({ index, definition, isRedFlag }) => {
    const state = facts.states[index];
    const isSilent = definition.silence === 'C' && state?.basis === 'silent' && state.value === false;
    return isSilent && definition.type === 'flag' && (isRedFlag || definition.hintFor !== undefined);
  });
  return namesOf(silent);
}

/** The words of reports of the spine, the newest first; the facts in their order. */
function reportNamed({ guideline, facts }: RatedOrder, reports: readonly string[]): Named | undefined {
  const found = reports.flatMap((name) => {
    const [newest] = facts.reportFindings
      .filter(({ fact }) => fact.name === name)
      .sort((left, right) => (right.when?.latest ?? 0) - (left.when?.latest ?? 0));
    return newest === undefined ? [] : [newest];
  });
  if (found.length === 0) return undefined;
  const worded = (sourceOf: (finding: ReportFinding) => readonly string[]): readonly string[] =>
    found.map((finding) =>
      phrase(guideline, 'reportFinding', {
        label: guideline.labelInSentence(finding.fact.name),
        quote: escapeMarkdown(finding.quote),
        source: escapeMarkdown(sourceOf(finding).join(', ')),
      }),
    );
  return {
    words: worded(({ when, reference }) => [...(when === undefined ? [] : [when.text]), reference]),
    short: worded(({ when }) => [when?.text ?? phrase(guideline, 'briefUndated')]),
    separator: '; ',
  };
}

const mostNamed = 4;

function listed(words: readonly string[], separator = ', '): Named | undefined {
  return words.length === 0 ? undefined : { words, separator };
}

/** "saddle sensation": what is asked, in a word or two where the phrases have them. */
export function screenItem({ guideline }: RatedOrder, name: string): string {
  return screenItems(guideline).get(name) ?? guideline.labelInSentence(name);
}

const screenItems = memoByObject((guideline: Guideline): ReadonlyMap<string, string> => {
  const item = (name: string): string => findPhrase(guideline, 'screen', name) ?? guideline.labelInSentence(name);
  return new Map(guideline.facts.map(({ name }) => [name, item(name)]));
});

function unknownRedFlags({ guideline, facts }: RatedOrder): readonly Fact[] {
  return guideline.facts.filter((fact) => fact.isRedFlag && facts.values[fact.index] === undefined);
}

function nameContraindication({ guideline, facts }: RatedOrder): Named {
  const { imaging } = guideline.documents.guideline.safety;
  const isKnown = imaging !== undefined && valueNamed(facts, imaging.mri) === true;
  return { words: [phrase(guideline, isKnown ? 'mrContraindicated' : 'mrUncertain')] };
}

/** The studies that the words of a row name: those that it prefers, and those whose label stands in its texts. */
const studiesInWords = memoByPart(({ documents }: Guideline, { definition }: Criterion): readonly string[] => {
  const { id, prefer, summary } = definition;
  const texts = [summary, ...Object.values(documents.words[id] ?? {})].join('\n');
  const named = Object.entries(documents.ratings.studies).filter(([, { label }]) => texts.includes(label));
  return [...prefer, ...named.map(([kind]) => kind)];
});

/** What to mind about contrast, for the studies of these kinds. */
function cautionsFor(rated: RatedOrder, kinds: readonly string[]): Named {
  const gadolinium = gadoliniumCaution(rated);
  const hasGadolinium = kinds.some((kind) => kind === 'mri-wwo' || kind === 'mri-w');
  const hasIodine = kinds.some((kind) => kind === 'ct-w' || kind === 'ct-wwo' || kind === 'ct-myelo');
  const cautions = [
    ...(hasGadolinium && gadolinium !== undefined ? [gadolinium] : []),
    ...(hasIodine && isOpen(rated, 'iodinated') ? ['iodinated'] : []),
  ];
  const said = (kind: string): readonly string[] => cautions.map((caution) => phraseOf(rated.guideline, kind, caution));
  return { words: said('caution'), short: said('briefCaution'), separator: ' ' };
}

function gadoliniumCaution({ guideline, facts }: RatedOrder): string | undefined {
  const { imaging } = guideline.documents.guideline.safety;
  const caution = imaging === undefined ? undefined : valueNamed(facts, imaging.gadolinium);
  return typeof caution === 'string' && caution !== 'none' ? caution : undefined;
}

function isDocumented({ facts }: RatedOrder, name: string): boolean {
  const state = stateNamed(facts, name);
  return state !== undefined && state.basis !== 'silent' && state.basis !== 'unread';
}

/** Whether what speaks against MRI or a contrast agent is so, or may be. */
function isOpen({ guideline, facts }: RatedOrder, what: 'mri' | 'iodinated'): boolean {
  const { imaging } = guideline.documents.guideline.safety;
  return imaging !== undefined && (valueNamed(facts, imaging[what]) === true || isSuspected(facts, imaging[what]));
}

function namesOf(facts: readonly { readonly name: string }[]): readonly string[] {
  return facts.map(({ name }) => name);
}
