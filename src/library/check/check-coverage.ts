import type { FactDefinition } from '../../core/guideline/documents.js';
import { parseExpression } from '../../core/rules/parse-expression.js';
import { factsOf } from '../../core/rules/walk.js';
import { isObject } from '../../core/values/json.js';
import type { GuidelineFiles } from '../guideline-files.js';
import { didYouMean } from '../nearest-name.js';
import type { ValuePath } from '../source-file.js';
import type { CheckContext, CheckedFile } from './check-context.js';
import { rulesOf } from './check-rules.js';

/** Checks that every statement of the source guidance has a place: a row that names it, or an entry that says where. */
export function checkGuidanceCoverage(context: CheckContext): void {
  const { guideline, criteria } = context.documents;
  const named = new Set(criteria.flatMap(({ guidance }) => guidance));
  const ids = Object.keys(guideline.guidance);
  for (const id of ids) {
    const elsewhere = guideline.guidanceElsewhere[id];
    if (!named.has(id) && elsewhere === undefined)
      context.report(
        'guideline',
        ['guidance', id],
        `${id} is named by no criterion and has no entry under guidanceElsewhere`,
      );
  }
  for (const id of Object.keys(guideline.guidanceElsewhere))
    context.expectKnown(['guideline', 'guidanceElsewhere', id], id, 'statement of the guidance', ids);
  ids.forEach((id, index) => {
    if (id !== `S${index + 1}`) context.report('guideline', ['guidance', id], `S${index + 1} is missing before ${id}`);
  });
}

/** An id that nothing uses, and where it stands. */
interface Unused {
  readonly kind: CheckedFile;
  readonly path: ValuePath;
  readonly message: string;
}

/** Reports what nothing uses and what is not only a site's. Facts that the service computes or shows by themselves are used. */
export function checkUnused(context: CheckContext): void {
  for (const { kind, path, message } of unusedIn(context))
    if (knownBeside(context, kind, path) === undefined) context.report(kind, path, message);
}

/** Checks that each id which only a site's folder has is used: else it is most likely misspelt and changes nothing. */
export function checkSiteIds(context: CheckContext): void {
  const { phrases, derived, guideline } = context.documents;
  const read = factsRead(context);
  const derivedUnread = Object.keys(derived)
    .filter((fact) => !read.has(fact) && ![guideline.safety.redFlag, guideline.safety.emergency].includes(fact))
    .map((fact): Unused => unused('derived', fact, `derived fact "${fact}" is read by no rule`));
  const phraseIds = Object.keys(phrases).map((id) => unused('phrases', id, `no phrase "${id}" to change`));
  for (const { kind, path, message } of [...unusedIn(context), ...derivedUnread, ...phraseIds]) {
    const known = knownBeside(context, kind, path);
    if (known !== undefined) context.report(kind, path, `${message}${didYouMean(String(path[1]), known)}`);
  }
}

function knownBeside({ folder }: CheckContext, kind: CheckedFile, path: ValuePath): readonly string[] | undefined {
  return kind === 'code-systems' || kind === 'record-forms' ? undefined : folder.files.get(kind)?.besides(path);
}

/** `override-reasons` holds its entries under `overrideReasons`, every other file under its own name. */
function unused(kind: keyof GuidelineFiles, id: string, message: string, collection: string = kind): Unused {
  return { kind, path: [collection, id], message };
}

function unusedIn(context: CheckContext): readonly Unused[] {
  const { facts, criteria, ratings, suggestions, overrideReasons, guideline } = context.documents;
  const read = factsRead(context);
  const groups = new Set([...criteria.map(({ group }) => group), ...ratings.modifiers.map(({ useGroup }) => useGroup)]);
  const suggested = new Set(criteria.flatMap(({ suggest }) => suggest));
  const reasons = new Set(criteria.flatMap(({ override }) => override));
  const cited = new Set([...criteria, ...Object.values(facts)].flatMap(({ sources }) => sources ?? []));
  const missing = (ids: object, used: ReadonlySet<string | undefined>): readonly string[] =>
    Object.keys(ids).filter((id) => !used.has(id));
  const isOwn = ({ kind }: Unused): boolean => !context.isBorrowed(kind);
  return [
    ...missing(facts, read)
      .filter((fact) => isOnlyRead(facts[fact]))
      .map((fact) => unused('facts', fact, `fact "${fact}" is read by no rule`)),
    ...missing(ratings.groups, groups).map((id) =>
      unused('ratings', id, `group "${id}" is used by no criterion`, 'groups'),
    ),
    ...missing(suggestions, suggested).map((id) =>
      unused('suggestions', id, `suggestion "${id}" is offered by no criterion`),
    ),
    ...missing(overrideReasons, reasons).map((id) =>
      unused('override-reasons', id, `override reason "${id}" is offered by no criterion`, 'overrideReasons'),
    ),
    ...missing(guideline.sources, cited).map((key) =>
      unused('guideline', key, `source "${key}" is cited nowhere`, 'sources'),
    ),
  ].filter(isOwn);
}

/** Whether a fact has no use but to be read by a rule. */
function isOnlyRead(fact: FactDefinition | undefined): boolean {
  return fact?.computed === undefined && fact?.hintFor === undefined && fact?.type !== 'text';
}

function factsRead(context: CheckContext): ReadonlySet<string> {
  const { facts, guideline, overlays } = context.documents;
  const rules = rulesOf(context).flatMap(({ source }) => {
    const parsed = parseExpression(source);
    return parsed.kind === 'parsed' ? factsOf(parsed.expression) : [];
  });
  const named = [...rules, ...guideline.safety.screen, ...overlays.flatMap((one) => one.unlessDocumented ?? [])];
  return new Set([...named, ...wordsIn(Object.values(facts).map(({ computed }) => computed))]);
}

/** Every word in the parameters of calculators: those that are names of facts are read by one. */
function wordsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  return isObject(value) ? Object.values(value).flatMap(wordsIn) : [];
}

/** The value sets that a guideline names anywhere. */
export function usedValueSets({ documents }: CheckContext): ReadonlySet<string> {
  const { facts, series, studies, answers, ofOthers, mrSafety, sides, recordForms, valueSets } = documents;
  const used = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string' && value in valueSets) used.add(value);
    else if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value)) Object.values(value).forEach(look);
  };
  for (const { evidence, computed } of Object.values(facts)) look([evidence, computed]);
  look([series, studies, answers, ofOthers, mrSafety, sides, recordForms.questions]);
  return used;
}

const daysInYear = 365;
const millisecondsInDay = 86_400_000;

/** Reports a guideline that nobody has reviewed for more than twelve months; `today` is YYYY-MM-DD. */
export function reviewNote(reviewedOn: string, today: string): string | undefined {
  const days = Math.floor((Date.parse(today) - Date.parse(reviewedOn)) / millisecondsInDay);
  return days > daysInYear ? `reviewedOn: last reviewed ${days} days ago, more than 12 months` : undefined;
}
