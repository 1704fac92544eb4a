import type { RatedOrder, Session } from './consult-context.js';
import { formatDoubt } from './format-fact.js';
import type { OverlayPlace } from './guideline-advice.js';
import { duplicatesOf, equivalentsOf, nameOrder } from './ordered-already.js';
import { fill, inSentence, phrase } from './phrase.js';
import type { Indicator } from './vocabulary.js';

/** One line that is added to whatever row fired; never changes a rating (criteria.md §3.7). */
export interface OverlayLine {
  readonly id: string;
  readonly indicator: Indicator;
  readonly place: OverlayPlace;
  readonly text: string;
  /** missing facts that this line names, so that they are not listed again */
  readonly covers: readonly string[];
}

/** The overlays of one rated order; `suggested` are the study kinds that its suggestions offer. */
export function overlaysFor(rated: RatedOrder, session: Session, suggested: readonly string[]): readonly OverlayLine[] {
  const { guideline, facts, decision } = rated;
  const criterion = decision.criterion.definition.id;
  return guideline.overlays.flatMap(({ definition, rule }): readonly OverlayLine[] => {
    const { id, indicator, place, text, covers = [], unlessCriteria, unlessDocumented } = definition;
    if (unlessCriteria?.includes(criterion) === true) return [];
    if (unlessDocumented?.some((name) => isDocumented(rated, name)) === true) return [];
    if (rule !== undefined && rule(facts) !== true) return [];
    const naming = namings[id]?.(rated, session, suggested);
    if (rule === undefined && naming === undefined) return [];
    const named = naming ?? { words: [] };
    const line = fill(text, { named: named.words.join(named.separator ?? ', ') });
    return [{ id, indicator, place, text: line, covers: [...covers, ...(named.facts ?? [])] }];
  });
}

/** What an overlay names where its text says `{{named}}`, and the missing facts among it. */
interface Named {
  readonly words: readonly string[];
  readonly separator?: string;
  readonly facts?: readonly string[];
}
type Naming = (rated: RatedOrder, session: Session, suggested: readonly string[]) => Named | undefined;

/** Overlays that name something; those without a rule of their own stay away when there is nothing to name. */
const namings: { readonly [id: string]: Naming } = {
  'unresolved-red-flag': (rated) => {
    const facts = rated.guideline.facts.filter((fact) => fact.isRedFlag && rated.facts.suspected[fact.index] === true);
    return { words: facts.map(({ name }) => formatDoubt(rated, name)), separator: '; ', facts: namesOf(facts) };
  },
  'screen-missing': (rated) => {
    const { guideline, facts } = rated;
    const indexOf = (name: string): number => guideline.indexOf(name) ?? -1;
    const unknown = guideline.facts.filter((fact) => fact.isRedFlag && facts.values[fact.index] === undefined);
    const { screen } = guideline.documents.guideline.safety;
    const open = screen.filter((name) => facts.values[indexOf(name)] === undefined);
    const named = open.length > 0 ? open : namesOf(unknown).slice(0, mostNamed);
    // a doubt keeps its own line, with the entry behind it
    const covered = named.filter((name) => facts.suspected[indexOf(name)] !== true);
    return { words: named.map((name) => screenItem(rated, name)), facts: covered };
  },
  'mr-safety': nameContraindication,
  'mr-safety-suggested': (rated, _session, suggested) => {
    const isOffered = rated.study.modality !== 'mri' && suggested.some((kind) => kind.startsWith('mri'));
    return isOffered && isOpen(rated, 'mriContraindicated') ? nameContraindication(rated) : undefined;
  },
  'contrast-caution': (rated) => ({ words: cautionsFor(rated, [rated.study.kind ?? '']), separator: ' ' }),
  'contrast-caution-suggested': (rated, _session, suggested) => {
    const others = suggested.filter((kind) => kind !== rated.study.kind);
    const words = cautionsFor(rated, others);
    return words.length === 0 ? undefined : { words, separator: ' ' };
  },
  'duplicate-in-session': (rated, session) => listed(duplicatesOf(rated, session).map(nameOrder)),
  'already-ordered': (rated, session) => listed(equivalentsOf(rated, session).map(nameOrder)),
  'not-recorded': (rated) => {
    if (rated.decision.criterion.definition.rating !== 'not-indicated') return undefined;
    const silent = rated.guideline.facts.filter(({ index, definition, isRedFlag }) => {
      const state = rated.facts.states[index];
      const isSilent = definition.silence === 'C' && state?.basis === 'silent' && state.value === false;
      return isSilent && definition.type === 'flag' && (isRedFlag || definition.hintFor !== undefined);
    });
    return listed(
      silent.map(({ definition }) => inSentence(definition.label)),
      '; ',
    );
  },
};

const mostNamed = 4;

function listed(words: readonly string[], separator = ', '): Named | undefined {
  return words.length === 0 ? undefined : { words, separator };
}

/** "saddle sensation": what is asked, in a word or two where the phrases have them. */
export function screenItem({ guideline }: RatedOrder, name: string): string {
  return guideline.documents.phrases[`screen.${name}`] ?? inSentence(guideline.labelOf(name));
}

function nameContraindication({ guideline, facts }: RatedOrder): Named {
  const isKnown = facts.values[guideline.indexOf('mriContraindicated') ?? -1] === true;
  return { words: [phrase(guideline, isKnown ? 'mrContraindicated' : 'mrUncertain')] };
}

/** What to mind about contrast, for the studies of these kinds. */
function cautionsFor(rated: RatedOrder, kinds: readonly string[]): readonly string[] {
  const { guideline, facts } = rated;
  const gadolinium = facts.values[guideline.indexOf('gadoliniumCaution') ?? -1];
  const hasGadolinium = kinds.some((kind) => kind === 'mri-wwo' || kind === 'mri-w');
  const hasIodine = kinds.some((kind) => kind === 'ct-w' || kind === 'ct-wwo' || kind === 'ct-myelo');
  return [
    ...(hasGadolinium && typeof gadolinium === 'string' && gadolinium !== 'none' ? [`caution.${gadolinium}`] : []),
    ...(hasIodine && isOpen(rated, 'iodinatedCaution') ? ['caution.iodinated'] : []),
  ].map((name) => phrase(guideline, name));
}

function isDocumented({ guideline, facts }: RatedOrder, name: string): boolean {
  const state = facts.states[guideline.indexOf(name) ?? -1];
  return state !== undefined && state.basis !== 'silent' && state.basis !== 'unread';
}

function isOpen({ guideline, facts }: RatedOrder, name: string): boolean {
  const index = guideline.indexOf(name) ?? -1;
  return facts.values[index] === true || facts.suspected[index] === true;
}

function namesOf(facts: readonly { readonly name: string }[]): readonly string[] {
  return facts.map(({ name }) => name);
}
