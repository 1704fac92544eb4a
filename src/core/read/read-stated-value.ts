import { findingsSystem } from '../guideline/finding-code.js';
import type { Evidence, Fact } from '../guideline/guideline.js';
import type { NormalCoding } from '../values/coding.js';
import type { DayRange } from '../values/day.js';
import type { FactValue } from '../values/fact.js';
import { inUnit } from '../values/quantity.js';
import type { Observed } from './observed.js';
import { addStatement, noteUnread, noteUnreadFact, type Reading } from './reading.js';

/**
 * Reads a fact stated directly by a code of our own CodeSystem: a number of days (`comparator` makes it a lower
 * bound), a number, or an enumerated word as a coding of the same system.
 */
export function readStatedValue(reading: Reading, observed: Observed, evidence: Evidence): void {
  if (observed.value.kind === 'none' || observed.value.kind === 'absent') return;
  if (!observed.isFinal) return noteUnread(reading, observed.holder, 'status');
  const value = statedValue(reading, observed, evidence);
  if (value === undefined) return noteUnreadFact(reading, observed, evidence, 'value');
  addStatement(reading, {
    fact: evidence.fact,
    says: 'positive',
    value,
    when: observed.when,
    window: evidence.window,
    resource: observed.holder,
    part: observed.part,
  });
}

function statedValue(reading: Reading, observed: Observed, { fact, definition }: Evidence): FactValue | undefined {
  const { value: said, when } = observed;
  const { type, values, unit } = fact.definition;
  switch (type) {
    case 'days':
    case 'number': {
      if (said.kind === 'date') return type === 'days' ? daysFrom(said.date, when) : undefined;
      if (said.kind !== 'number') return undefined;
      const { quantity } = said;
      // only our own codes carry their unit with them
      if (quantity.unit === undefined && definition.stated !== undefined) return undefined;
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

/** An onset as a date: the days from it to the day of the statement; at least as many where the date is partial. */
function daysFrom(onset: DayRange, stated: DayRange | undefined): FactValue | undefined {
  if (stated === undefined || onset.earliest > stated.latest) return undefined;
  const days = Math.max(0, stated.latest - onset.latest);
  return onset.earliest === onset.latest ? days : { atLeast: days };
}

/** An enumerated word by the value set that the coded answer belongs to (`computed.answers` in facts.yaml). */
function answerOf(reading: Reading, codings: readonly NormalCoding[], fact: Fact): string | undefined {
  return Object.entries(fact.definition.computed?.answers ?? {}).find(([, set]) =>
    codings.some((coding) => reading.guideline.inValueSet(set, coding)),
  )?.[0];
}
