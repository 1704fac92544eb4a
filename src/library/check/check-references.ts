import { checkChoices } from './check-choices.js';
import type { CheckContext, Place } from './check-context.js';
import { checkFacts } from './check-facts.js';
import { checkSeries } from './check-series.js';

/** Checks that every name that one file uses stands in the file that defines it. */
export function checkReferences(context: CheckContext): void {
  checkHead(context);
  checkCriteria(context);
  checkLastRow(context);
  checkFacts(context);
  checkSeries(context);
  checkRatings(context);
  checkGroupNames(context);
  checkStudies(context);
  checkOverlays(context);
  checkSuggestions(context);
  checkChoices(context);
  checkExceptions(context);
  checkCodeSystems(context);
}

function checkHead({ documents, folder, report, expectKnown, expectAll }: CheckContext): void {
  const { guideline, facts, derived } = documents;
  const { safety } = guideline;
  for (const member of ['redFlag', 'emergency'] as const)
    expectKnown(['guideline', 'safety', member], safety[member], 'derived fact', Object.keys(derived));
  expectAll(['guideline', 'safety', 'screen'], safety.screen, 'fact', Object.keys(facts));
  for (const [member, fact] of Object.entries(safety.imaging ?? {}))
    expectKnown(['guideline', 'safety', 'imaging', member], fact, 'fact', Object.keys(facts));
  if (safety.imaging === undefined && Object.values(documents.suggestions).some(({ kind }) => kind === 'switch'))
    report('guideline', ['safety'], 'safety: "imaging" is missing, the facts that speak against MRI and contrast');
  for (const [code, denied] of Object.entries(safety.screens))
    expectAll(['guideline', 'safety', 'screens', code], denied, 'fact', Object.keys(facts));
  for (const [index, { facts: asked = [], onlyIf, opensIf, series }] of (guideline.form?.groups ?? []).entries()) {
    const at = (member: string): Place => ['guideline', 'form', 'groups', index, member];
    expectAll(at('facts'), asked, 'fact', Object.keys(facts));
    if (onlyIf !== undefined) expectKnown(at('onlyIf'), onlyIf, 'fact', Object.keys(facts));
    if (opensIf !== undefined) expectKnown(at('opensIf'), opensIf, 'fact', Object.keys(facts));
    if (series !== undefined) expectKnown(at('series'), series, 'series', Object.keys(documents.series));
  }
  if (guideline.id !== folder.name)
    report('guideline', ['id'], `id: "${guideline.id}" is not the name of the folder: "${folder.name}"`);
}

function checkCriteria({ documents, report, expectKnown, expectAll }: CheckContext): void {
  const { criteria, ratings, suggestions, overrideReasons, guideline } = documents;
  const [studies, groups] = [Object.keys(ratings.studies), Object.keys(ratings.groups)];
  const seen = new Set<string>();
  for (const [index, row] of criteria.entries()) {
    const at = (member: string): Place => ['criteria', 'criteria', index, member];
    if (seen.has(row.id)) report('criteria', ['criteria', index, 'id'], `id: "${row.id}" stands twice`);
    seen.add(row.id);
    expectKnown(at('group'), row.group, 'group of ratings.yaml', groups);
    expectAll(at('prefer'), row.prefer, 'study of ratings.yaml', studies);
    expectAll(at('suggest'), row.suggest, 'suggestion', Object.keys(suggestions));
    expectAll(at('override'), row.override, 'override reason', Object.keys(overrideReasons));
    expectAll(at('guidance'), row.guidance, 'statement of the guidance', Object.keys(guideline.guidance));
    expectAll(at('sources'), row.sources, 'source', Object.keys(guideline.sources));
  }
}

function checkLastRow({ documents: { criteria }, report }: CheckContext): void {
  const last = criteria.at(-1);
  const path = ['criteria', criteria.length - 1];
  if (last?.when !== 'true')
    report('criteria', [...path, 'when'], 'when: the last row must be "true", so that every order is answered');
  if (last?.disabled !== undefined)
    report('criteria', [...path, 'disabled'], 'disabled: the last row cannot be switched off');
}

function checkRatings({ documents, report, expectKnown, expectAll }: CheckContext): void {
  const { ratings, criteria } = documents;
  const studies = Object.keys(ratings.studies);
  const groups = Object.keys(ratings.groups);
  const rows = criteria.map(({ id }) => id);
  for (const [group, letters] of Object.entries(ratings.groups)) {
    const count = letters.trim().split(/\s+/).length;
    if (count !== studies.length)
      report('ratings', ['groups', group], `${group}: ${count} letters for ${studies.length} studies`);
  }
  for (const [index, modifier] of ratings.modifiers.entries()) {
    const at = (...path: readonly (string | number)[]): Place => ['ratings', 'modifiers', index, ...path];
    for (const member of ['criteria', 'notCriteria'] as const)
      expectAll(at(member), modifier[member], 'criterion', rows);
    for (const member of ['groups', 'notGroups'] as const) expectAll(at(member), modifier[member], 'group', groups);
    expectKnown(at('useGroup'), modifier.useGroup, 'group', groups);
    for (const study of Object.keys(modifier.set ?? {}))
      expectKnown(at('set', study), study, 'study', [...studies, 'every']);
    for (const [place, { ifStudy, set }] of (modifier.raise ?? []).entries()) {
      expectKnown(at('raise', place, 'ifStudy'), ifStudy, 'study', studies);
      for (const study of Object.keys(set)) expectKnown(at('raise', place, 'set', study), study, 'study', studies);
    }
  }
}

function checkStudies({ documents, expectKnown }: CheckContext): void {
  const { studies, ratings, valueSets } = documents;
  for (const list of ['studies', 'bodySites'] as const)
    for (const [place, { valueSet }] of studies[list].entries())
      expectKnown(['studies', list, place, 'valueSet'], valueSet, 'value set', Object.keys(valueSets));
  for (const study of Object.keys(studies.newOrders))
    expectKnown(['studies', 'newOrders', study], study, 'study of ratings.yaml', Object.keys(ratings.studies));
}

/** The words of a group that nobody has would be printed for none. */
function checkGroupNames({ documents: { phrases, ratings }, isBorrowed, expectKnown }: CheckContext): void {
  if (isBorrowed('phrases')) return;
  const family = 'group.';
  for (const name of Object.keys(phrases))
    if (name.startsWith(family))
      expectKnown(['phrases', 'phrases', name], name.slice(family.length), 'group', Object.keys(ratings.groups));
}

function checkOverlays({ documents: { overlays, criteria, facts }, expectAll }: CheckContext): void {
  const rows = criteria.map(({ id }) => id);
  for (const [index, { unlessCriteria, unlessDocumented }] of overlays.entries()) {
    expectAll(['overlays', 'overlays', index, 'unlessCriteria'], unlessCriteria, 'criterion', rows);
    expectAll(['overlays', 'overlays', index, 'unlessDocumented'], unlessDocumented, 'fact', Object.keys(facts));
  }
}

function checkSuggestions({ documents, expectKnown, expectAll }: CheckContext): void {
  const { suggestions, overrideReasons, facts, ratings, hl7Reasons } = documents;
  const studies = Object.keys(ratings.studies);
  for (const [id, suggestion] of Object.entries(suggestions)) {
    const at = (...path: readonly (string | number)[]): Place => ['suggestions', 'suggestions', id, ...path];
    if (suggestion.kind === 'switch') {
      expectKnown(at('study'), suggestion.study, 'study', studies);
      expectKnown(at('elseStudy'), suggestion.elseStudy, 'study', studies);
    }
    if ('notBefore' in suggestion)
      expectKnown(at('notBefore', 'fact'), suggestion.notBefore?.fact, 'fact', Object.keys(facts));
  }
  for (const [id, { hl7 }] of Object.entries(overrideReasons))
    expectAll(['override-reasons', 'overrideReasons', id, 'hl7'], hl7, 'HL7 reason', Object.keys(hl7Reasons));
}

function checkExceptions({ documents: { proofs, criteria, facts }, expectAll }: CheckContext): void {
  const rows = criteria.map(({ id }) => id);
  for (const [index, exception] of proofs.exceptions.entries()) {
    expectAll(['proofs', 'exceptions', index, 'criteria'], exception.criteria, 'criterion', rows);
    expectAll(['proofs', 'exceptions', index, 'from'], exception.from, 'criterion', rows);
    expectAll(['proofs', 'exceptions', index, 'facts'], exception.facts, 'fact', Object.keys(facts));
  }
}

function checkCodeSystems({ documents, shared, expectKnown }: CheckContext): void {
  const { answers, mrSafety, sides, ofOthers, recordForms, valueSets } = documents;
  expectKnown(['code-systems', 'ofOthers'], ofOthers, 'value set', Object.keys(valueSets));
  for (const [member, group] of Object.entries({ answers, mrSafety, sides }))
    for (const [name, id] of Object.entries(group))
      expectKnown(['code-systems', member, name], id, 'value set', Object.keys(valueSets));
  if (shared.recordFormsFile === undefined) return;
  for (const name of ['finding', 'other'] as const)
    expectKnown(['record-forms', 'questions', name], recordForms.questions[name], 'value set', Object.keys(valueSets));
}
