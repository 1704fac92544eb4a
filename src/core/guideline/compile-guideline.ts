/** In: the documents of a cards folder, validated. Out: a guideline with its names, codes and rules ready to answer. */

import { type RecordPart, recordParts } from '../contract/patient-record.js';
import { compileExpression } from '../rules/compile-expression.js';
import type { Expression, Rule } from '../rules/expression.js';
import { factsOf } from '../rules/walk.js';
import { type LexiconData, openLexicon } from '../text/lexicon.js';
import { createCodingReader, type NormalCoding } from '../values/coding.js';
import { objectsOf, textOf } from '../values/json.js';
import { inSentence } from '../values/markdown.js';
import { openedOnce } from '../values/memo.js';
import type { CodeIndex } from './code-index.js';
import { flagsBehind, impliedRules } from './derive.js';
import type { EvidenceDefinition, FactDefinition, GuidelineDocuments } from './documents.js';
import type { CodeUse, Criterion, DerivedFact, EvidenceRole, Fact, Guideline } from './guideline.js';
import { indexStudies, indexUses, indexValueSets, readersOfSeries, screenReader, windowOf } from './index-codes.js';
import { indexTerms, termsOf } from './index-terms.js';
import { createRecordForms } from './record-forms.js';
import { seriesAnswers } from './series-answer.js';
import { openTermIndex, type TermData } from './term-index.js';
import { lexiconDataOf, lexiconOf, textReaderOf } from './text-terms.js';

/** The tree of a rule; throws for one that is none. */
export type ParseRule = (source: string) => Expression;

/** What takes long to put together and depends on the documents alone: the words and the terms of a guideline. */
export interface CompiledWords {
  readonly lexicon: LexiconData;
  readonly terms: TermData;
}

/** The words of a guideline as a build keeps them. */
export function compileWordsOf(documents: GuidelineDocuments): CompiledWords {
  const codings = createCodingReader(documents.codeSystems);
  const terms = termsOf(documents, codings, indexValueSets(documents, codings).lookup);
  return { lexicon: lexiconDataOf(documents), terms };
}

/**
 * Makes a guideline of validated documents. Throws on what the library's checks would have refused (an unknown name).
 * Words that a build compiled are taken as they are; else they are compiled when the first text comes.
 */
export function compileGuideline(documents: GuidelineDocuments, parse: ParseRule, words?: CompiledWords): Guideline {
  const names = [...Object.keys(documents.facts), ...Object.keys(documents.derived)];
  const indexes = new Map(names.map((name, index) => [name, index]));
  const requireIndex = (name: string): number => {
    const index = indexes.get(name);
    if (index === undefined) throw new Error(`no fact "${name}" in ${documents.guideline.id}`);
    return index;
  };
  const compile = (source: string): Rule => compileExpression(parse(source), requireIndex);

  const derived = Object.entries(documents.derived).map(([name, { label, when }]): DerivedFact => {
    const expression = parse(when);
    const members = factsOf(expression).map(requireIndex);
    return {
      index: requireIndex(name),
      name,
      label,
      expression,
      rule: compileExpression(expression, requireIndex),
      members,
    };
  });
  const derivedByName = new Map(derived.map((fact) => [fact.name, fact]));
  const { redFlag, emergency } = documents.guideline.safety;
  const flags = (name: string): ReadonlySet<string> =>
    new Set(flagsBehind(name, documents, (fact) => derivedByName.get(fact)?.expression).members);
  const [redFlags, emergencies] = [flags(redFlag), flags(emergency)];
  const facts = Object.entries(documents.facts).map(
    ([name, definition], index): Fact => ({
      index,
      name,
      definition,
      window: windowOf(definition.window),
      isRedFlag: redFlags.has(name),
      isEmergency: emergencies.has(name),
      silenceNeeds: listsOf(definition),
      mayStandIn: carriersOf(definition),
    }),
  );

  const codings = createCodingReader(documents.codeSystems);
  const uses = indexUses(documents, facts, codings);
  const screenOf = screenReader(documents, facts);
  const studies = indexStudies(documents, codings);
  const isStudy = perCoding((coding) => studies.lookup(coding).length > 0);
  const isAskedFor = perCoding((coding) => uses.lookup(coding).length > 0 || screenOf([coding]) !== undefined);
  const rows = documents.criteria.map((definition): Criterion => {
    const expression = parse(definition.when);
    return { definition, expression, rule: compileExpression(expression, requireIndex) };
  });
  const { unsettled } = documents.guideline.safety;
  const rowNamed = (id: string | undefined): Criterion | undefined => rows.find((row) => row.definition.id === id);
  const valueSets = indexValueSets(documents, codings);
  const terms = indexTerms(
    documents,
    codings,
    valueSets.lookup,
    openedOnce(words?.terms, openTermIndex, () => openTermIndex(termsOf(documents, codings, valueSets.lookup))),
  );
  const inValueSet = (valueSet: string, coding: NormalCoding): boolean => valueSets.lookup(coding).includes(valueSet);
  return {
    documents,
    id: documents.guideline.id,
    version: documents.guideline.version,
    facts,
    derived,
    size: names.length,
    indexOf: (fact) => indexes.get(fact),
    derivedNamed: (fact) => derivedByName.get(fact),
    nameAt: (index) => names[index] ?? '',
    labelOf: labelIn(documents),
    labelInSentence: (fact) => inSentence(labelIn(documents)(fact)),
    codings,
    uses,
    thingsIn: terms.thingsIn,
    isOfOthers: perCoding((coding) => inValueSet(documents.ofOthers, coding)),
    asksFor: (concept) => codings.some(concept, isAskedFor),
    studies,
    knowsStudy: (concept) => codings.some(concept, isStudy),
    inValueSet,
    isAt: (sets, sites) =>
      codings.some(sites, (site) => sets.some((set) => inValueSet(set, site))) ||
      objectsOf(sites).some(({ text }) => terms.setsNaming(textOf(text) ?? '').some((set) => sets.includes(set))),
    answers: documents.answers,
    forms: createRecordForms(documents.recordForms),
    sideOf: (site) => {
      if (inValueSet(documents.sides.left, site)) return 'left';
      return inValueSet(documents.sides.right, site) ? 'right' : undefined;
    },
    ...readersOfSeries(documents, codings, inValueSet),
    screenOf,
    ...textReaderOf(
      documents,
      openedOnce(words?.lexicon, openLexicon, () => lexiconOf(documents)),
      terms.codesOf,
      (term) => factsNamedBy(terms.codesOf(term), uses),
    ),
    criteria: rows.filter(({ definition }) => definition.reached !== 'withheld'),
    unsettledRows: { redFlag: rowNamed(unsettled?.redFlag), other: rowNamed(unsettled?.other) },
    overlays: documents.overlays.map((definition) => ({
      definition,
      rule: definition.when === 'computed' ? undefined : compile(definition.when),
    })),
    impliedFalse: impliedRules(documents).flatMap(({ fact: name, when }) => {
      const fact = facts[requireIndex(name)];
      return fact === undefined ? [] : [{ fact, rule: compile(when) }];
    }),
    modifiers: documents.ratings.modifiers.map((definition) => ({ definition, rule: compile(definition.when) })),
    condition: memoised(compile, conditionsOf(documents)),
  };
}

function listsOf(definition: FactDefinition): readonly RecordPart[] {
  if (definition.silence === 'C') return ['observations', 'conditions'];
  return recordParts.filter((part) => definition.lists?.includes(part) === true);
}

/** Every `onlyIf` of the suggestions, so that each is compiled at start and a mistake is found there. */
function conditionsOf({ suggestions }: GuidelineDocuments): readonly string[] {
  return Object.values(suggestions)
    .flatMap((suggestion) => [
      suggestion.onlyIf,
      ...(suggestion.kind === 'document' ? suggestion.choices : []).map((choice) => choice.onlyIf),
    ])
    .filter((source) => source !== undefined);
}

function memoised(compile: (source: string) => Rule, sources: readonly string[]): (source: string) => Rule {
  const rules = new Map(sources.map((source) => [source, compile(source)]));
  return (source) => rules.get(source) ?? compile(source);
}

/** What holds of a coding whatever the record; the codings that are asked about are kept by their reader and come again. */
function perCoding(test: (coding: NormalCoding) => boolean): (coding: NormalCoding) => boolean {
  const known = new WeakMap<NormalCoding, boolean>();
  return (coding) => {
    const answer = known.get(coding);
    if (answer !== undefined) return answer;
    const found = test(coding);
    known.set(coding, found);
    return found;
  };
}

/** Where evidence of each role is read from, beside observations and conditions. */
export const partsOfRole: { readonly [role in keyof EvidenceDefinition]?: readonly RecordPart[] } = {
  finding: ['conditions', 'observations', 'procedures', 'encounters'],
  history: ['conditions', 'observations', 'procedures', 'encounters'],
  absence: ['conditions', 'observations'],
  stated: ['observations'],
  answer: ['observations', 'diagnosticReports'],
  measurement: ['observations'],
  medication: ['medicationRequests', 'medicationStatements'],
  procedure: ['conditions', 'observations', 'procedures', 'encounters', 'appointments', 'carePlans'],
  device: ['conditions', 'observations', 'devices', 'deviceUseStatements'],
  allergy: ['allergies'],
};

/** Every part of a record in which something may stand that speaks to a fact; `lists` adds what its definition cannot show. */
function carriersOf(definition: FactDefinition): readonly RecordPart[] {
  const parts = new Set<string>(definition.lists);
  parts.add('observations');
  if (definition.type === 'flag') for (const part of ['conditions', 'encounters']) parts.add(part);
  for (const evidence of definition.evidence ?? []) {
    if (evidence.resources?.includes('ServiceRequest') === true) parts.add('serviceRequests');
    for (const [role, carriers] of Object.entries(partsOfRole))
      if (role in evidence) for (const part of carriers) parts.add(part);
  }
  return recordParts.filter((part) => parts.has(part));
}

/** The facts that a term names by itself: not those for which its body site, or for how long it lasts, decides. */
function factsNamedBy(terms: readonly NormalCoding[], uses: CodeIndex<CodeUse>): readonly string[] {
  const named = terms.flatMap((term) => uses.lookup(term)).filter((use) => use.kind === 'evidence');
  const byName = named.filter(
    ({ role, fact, definition }) =>
      namingRoles.has(role) &&
      fact.definition.type !== 'days' &&
      definition.bodySite === undefined &&
      definition.minimumDays === undefined,
  );
  return [...new Set(byName.map(({ fact }) => fact.name))];
}

const namingRoles: ReadonlySet<EvidenceRole> = new Set([
  'finding',
  'history',
  'procedure',
  'device',
  'medication',
  'stated',
]);

function labelIn(documents: GuidelineDocuments): (fact: string) => string {
  const { facts, derived } = documents;
  return (fact) => facts[fact]?.label ?? derived[fact]?.label ?? seriesAnswers(documents).get(fact)?.label ?? fact;
}
