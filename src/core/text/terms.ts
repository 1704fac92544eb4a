import type { FactDefinition, ValueSetContent } from '../guideline/documents.js';
import type { FactMeaning } from './text-documents.js';
import { type FactsOfTerm, normalisedTerm } from './text-reader.js';

/** What a guideline says of its facts, as far as text needs it. */
export interface GuidelineTerms {
  readonly facts: { readonly [fact: string]: FactDefinition };
  readonly valueSets: { readonly [id: string]: ValueSetContent };
}

/** The facts that the display of a code points to, for texts that are nothing but such a display. */
export function factsOfTerms({ facts, valueSets }: GuidelineTerms): FactsOfTerm {
  const known = new Map<string, string[]>();
  for (const [fact, { evidence, type }] of Object.entries(facts)) {
    // a number or the reason for the order is not settled by the name of a code
    if (type === 'days' || fact === 'backPainIndication') continue;
    for (const each of evidence ?? []) {
      const id = each.finding ?? each.history ?? each.procedure ?? each.device ?? each.medication;
      const needsMore = each.bodySite !== undefined || each.minimumDays !== undefined;
      if (id === undefined || needsMore) continue;
      for (const { display } of [...(valueSets[id]?.codes ?? []), ...(valueSets[id]?.prefixes ?? [])]) {
        if (display === undefined) continue;
        const term = normalisedTerm(display);
        const named = known.get(term) ?? [];
        if (!named.includes(fact)) known.set(term, [...named, fact]);
      }
    }
  }
  return (normalised) => known.get(normalised) ?? [];
}

/** What the reader must know of a fact's time. */
export function meaningOfFacts(facts: GuidelineTerms['facts']): (fact: string) => FactMeaning | undefined {
  return (fact) => {
    const definition = facts[fact];
    if (definition === undefined) return undefined;
    const { window = 'current', nature, longStanding } = definition;
    return { window, isHistory: nature === 'history', longStanding };
  };
}
