import type { Expression } from '../../core/rules/expression.js';
import { parseExpression } from '../../core/rules/parse-expression.js';
import { childrenOf } from '../../core/rules/walk.js';
import { didYouMean } from '../nearest-name.js';
import type { ValuePath } from '../source-file.js';
import { thresholdsOf } from '../thresholds.js';
import type { CheckContext, CheckedFile } from './check-context.js';

/** A rule and where it stands. */
export interface PlacedRule {
  readonly kind: CheckedFile;
  readonly path: ValuePath;
  readonly source: string;
  /** a derived fact may use only what stands above it */
  readonly derived?: string;
}

/** Checks that every rule parses, reads known facts of the right type, and reads no clock. */
export function checkRules(context: CheckContext): void {
  const rules = rulesOf(context);
  for (const rule of rules) checkRule(context, rule);
  checkThresholds(context, rules);
}

/**
 * A threshold stands in one place: a rule that repeats the one of a derived fact would keep it when that changes. The
 * proofs say theirs again on purpose, so that they do not move with what they prove.
 */
function checkThresholds(context: CheckContext, rules: readonly PlacedRule[]): void {
  const homes = new Map<string, string>();
  for (const [derived, { when }] of Object.entries(context.documents.derived))
    for (const { fact, from } of thresholdsOf(when))
      if (!homes.has(`${fact} ${from}`)) homes.set(`${fact} ${from}`, derived);
  for (const { kind, path, source, derived } of rules) {
    if (kind === 'proofs') continue;
    for (const { fact, from, column } of thresholdsOf(source)) {
      const home = homes.get(`${fact} ${from}`);
      if (home === undefined || home === derived) continue;
      const message = `this threshold of ${fact} is that of "${home}": write ${home} or ${home}.not()`;
      context.report(kind, path, `${String(path.at(-1))}: ${message}`, column - 1);
    }
  }
}

/** Every rule of a guideline, in whichever file it stands. */
export function rulesOf({ documents }: CheckContext): readonly PlacedRule[] {
  const { facts, derived, criteria, overlays, suggestions, ratings, proofs } = documents;
  return [
    ...Object.entries(facts).flatMap(([fact, { computed }]): readonly PlacedRule[] =>
      typeof computed?.falseIf === 'string'
        ? [{ kind: 'facts', path: ['facts', fact, 'computed', 'falseIf'], source: computed.falseIf }]
        : [],
    ),
    ...Object.entries(derived).map(
      ([fact, { when }]): PlacedRule => ({
        kind: 'derived',
        path: ['derived', fact, 'when'],
        source: when,
        derived: fact,
      }),
    ),
    ...criteria.map(
      ({ when }, row): PlacedRule => ({ kind: 'criteria', path: ['criteria', row, 'when'], source: when }),
    ),
    ...overlays
      .map(({ when }, row): PlacedRule => ({ kind: 'overlays', path: ['overlays', row, 'when'], source: when }))
      .filter(({ source }) => source !== 'computed'),
    ...Object.entries(suggestions).flatMap(([id, suggestion]): readonly PlacedRule[] =>
      [
        { kind: 'suggestions' as const, path: ['suggestions', id, 'onlyIf'], source: suggestion.onlyIf },
        ...(suggestion.kind === 'document' ? suggestion.choices : []).map((choice, place) => ({
          kind: 'suggestions' as const,
          path: ['suggestions', id, 'choices', place, 'onlyIf'],
          source: choice.onlyIf,
        })),
      ].flatMap(({ source, ...rest }) => (source === undefined ? [] : [{ ...rest, source }])),
    ),
    ...ratings.modifiers.map(
      ({ when }, row): PlacedRule => ({ kind: 'ratings', path: ['modifiers', row, 'when'], source: when }),
    ),
    ...(['impossible', 'properties', 'exceptions'] as const).flatMap((list) =>
      proofs[list].flatMap(({ when }, row): readonly PlacedRule[] =>
        when === undefined ? [] : [{ kind: 'proofs', path: [list, row, 'when'], source: when }],
      ),
    ),
  ];
}

const clock = /\b(now|today|timeOfDay)\s*\(/;

function checkRule(context: CheckContext, { kind, path, source, derived }: PlacedRule): void {
  const name = String(path.at(-1));
  const report = (message: string, column: number): void =>
    context.report(kind, path, `${name}: ${message}`, column - 1);
  const reading = clock.exec(source);
  if (reading !== null) {
    report(`${reading[1] ?? ''}() reads the clock; a rule may not, time is an input`, reading.index + 1);
    return;
  }
  const parsed = parseExpression(source);
  if (parsed.kind === 'rejected') {
    report(parsed.message, parsed.column);
    return;
  }
  const { facts, derived: allDerived } = context.documents;
  const derivedNames = Object.keys(allDerived);
  const above = derived === undefined ? derivedNames : derivedNames.slice(0, derivedNames.indexOf(derived));
  const known = [...Object.keys(facts), ...derivedNames];
  const check = (part: Expression): void => {
    if ('fact' in part) {
      if (!known.includes(part.fact))
        report(`no fact "${part.fact}"${newName(context, part.fact) ?? didYouMean(part.fact, known)}`, part.column);
      else if (derivedNames.includes(part.fact) && !above.includes(part.fact))
        report(`"${part.fact}" stands below; a derived fact may use only what stands above it`, part.column);
      else checkUse(context, part, report);
    }
    if ('operand' in part) {
      // exists() and empty() may ask about a fact of any type
      const asksWhetherKnown = part.kind === 'known' || part.kind === 'unknown';
      if (!(asksWhetherKnown && part.operand.kind === 'fact' && known.includes(part.operand.fact))) check(part.operand);
    } else childrenOf(part).forEach(check);
  };
  check(parsed.expression);
}

/** What a derived fact is called now that once went by this name. */
function newName({ documents }: CheckContext, name: string): string | undefined {
  const found = Object.entries(documents.derived).find(([, { formerly }]) => formerly?.includes(name) === true);
  return found === undefined ? undefined : `; it is called "${found[0]}" now`;
}

type FactUse = Extract<Expression, { readonly fact: string }>;

/** A fact is used as its type allows: flags by themselves, numbers with numbers, words with words of their list. */
function checkUse({ documents }: CheckContext, part: FactUse, report: (message: string, column: number) => void): void {
  const definition = documents.facts[part.fact];
  const type = definition?.type ?? 'flag';
  if (part.kind === 'suspected') return;
  if (part.kind === 'fact') {
    if (type !== 'flag')
      report(`"${part.fact}" is ${typeNames[type]}: compare it, or ask exists() or empty()`, part.column);
    return;
  }
  const { literal, operator, column } = part;
  const isNumeric = type === 'number' || type === 'days';
  if (type === 'flag') report(`"${part.fact}" is true or false: write it by itself, or with ~`, column);
  else if (isNumeric && typeof literal !== 'number')
    report(`"${part.fact}" is a number; "${String(literal)}" is not`, column);
  else if (!isNumeric && typeof literal !== 'string')
    report(`"${part.fact}" is a word; ${String(literal)} is not`, column);
  else if (!isNumeric && operator !== '=' && operator !== '!=') report(`words have no order: ${operator}`, column);
  else if (type === 'enum' && definition?.values?.includes(String(literal)) === false)
    report(`"${part.fact}" is never '${String(literal)}'${didYouMean(String(literal), definition.values)}`, column);
}

const typeNames = {
  number: 'a number',
  days: 'a number of days',
  enum: 'a word',
  text: 'text',
  flag: 'a flag',
} as const;
