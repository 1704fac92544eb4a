import type { NormalCoding } from './coding.js';
import { findingsSystem } from './compile-codes.js';
import type { Evidence, Fact } from './compiled-guideline.js';
import type { FactValue } from './fact.js';
import { isObject } from './json.js';
import type { Observed } from './observed.js';
import { inUnit } from './quantity.js';
import { addStatement, noteUnread, type Reading } from './reading.js';

/**
 * Reads a fact stated directly by a code of our own CodeSystem: a number of days (`comparator` makes it a lower
 * bound), a number, or an enumerated word as a coding of the same system.
 */
export function readStatedValue(reading: Reading, observed: Observed, evidence: Evidence): void {
  if (observed.said.kind === 'none' || observed.said.kind === 'absent') return;
  const value = statedValue(reading, observed, evidence);
  if (value === undefined) return noteUnread(reading, observed.holder, 'value');
  addStatement(reading, {
    fact: evidence.fact,
    says: 'positive',
    value,
    when: observed.when,
    window: evidence.window,
    resource: observed.holder,
  });
}

function statedValue(reading: Reading, { said }: Observed, { fact }: Evidence): FactValue | undefined {
  const { type, values, unit } = fact.definition;
  switch (type) {
    case 'days':
    case 'number': {
      if (said.kind !== 'number') return undefined;
      const { quantity } = said;
      const number = quantity.unit === undefined ? quantity.value : inUnit(quantity, type === 'days' ? 'd' : unit);
      if (number === undefined || number < 0) return undefined;
      const whole = Math.floor(number);
      if (quantity.bound === 'atMost') return undefined;
      return quantity.bound === 'atLeast' ? { atLeast: whole } : whole;
    }
    case 'enum': {
      if (said.kind !== 'coded') return undefined;
      const own = said.codings.filter((coding) => coding.system?.uri === findingsSystem).map((coding) => coding.code);
      return own.find((code) => values?.includes(code) === true) ?? answerOf(reading, said.codings, fact);
    }
    case 'text':
      return said.kind === 'text' ? said.text : undefined;
    case 'flag':
      return undefined;
  }
}

/** An enumerated word by the value set that the coded answer belongs to (`computed.answers` in facts.yaml). */
function answerOf(reading: Reading, codings: readonly NormalCoding[], fact: Fact): string | undefined {
  const answers = fact.definition.computed?.answers ?? fact.definition.computed?.outcomes;
  if (!isObject(answers)) return undefined;
  return Object.entries(answers).find(
    ([, set]) => typeof set === 'string' && codings.some((coding) => reading.guideline.inValueSet(set, coding)),
  )?.[0];
}
