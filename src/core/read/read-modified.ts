import type { JsonObject } from '../values/json.js';
import { nothingCollected } from './collected.js';
import { factsOfSeries } from './read-measurement.js';
import { addStatement, noteUnread, type Reading } from './reading.js';

/** Reads a resource, or where it carries what may turn it round, as one that can only suspect. */
export function readUnlessModified(
  reading: Reading,
  resource: JsonObject,
  read: (reading: Reading, resource: JsonObject) => void,
): void {
  if (reading.guideline.forms.isModified(resource)) readModified(reading, resource, read);
  else read(reading, resource);
}

/**
 * Reads a resource that carries an unknown modifierExtension, which may mean the opposite of all the rest: it is named,
 * what it would affirm is suspected, and what it would deny or measure is not known.
 */
export function readModified(
  reading: Reading,
  resource: JsonObject,
  read: (reading: Reading, resource: JsonObject) => void,
): void {
  const apart: Reading = {
    ...reading,
    ...nothingCollected(),
    texts: [],
    denials: [],
    reportFindings: [],
    reviews: new Set(),
  };
  read(apart, resource);
  const { unreadFacts } = reading;
  for (const [fact, statements] of apart.statements)
    for (const statement of statements) {
      unreadFacts.add(fact);
      if (statement.says !== 'negative' && fact.definition.type === 'flag')
        addStatement(reading, {
          ...statement,
          says: 'hint',
          resource,
          why: 'unreadable',
          display: statement.proof.display,
        });
    }
  for (const { evidence } of apart.supplies) unreadFacts.add(evidence.fact);
  for (const series of new Set(apart.measurements.map((measurement) => measurement.series)))
    for (const fact of factsOfSeries(reading, series)) unreadFacts.add(fact);
  // its words may suspect, and that is all
  for (const draft of apart.texts) reading.texts.push({ ...draft, isDoubtful: true });
  const isOfUse =
    apart.statements.size + apart.supplies.length + apart.measurements.length + apart.doneStudies.length > 0 ||
    apart.texts.length + apart.denials.length + apart.reviews.size > 0;
  if (isOfUse) noteUnread(reading, resource, 'modifier');
}
