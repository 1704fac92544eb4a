import { isObject, type JsonObject, objectsOf, textOf } from '../values/json.js';
import { typedReference } from '../values/reference.js';
import type { Reading } from './reading.js';

/** Whom an Observation is about: its patient, somebody else, or somebody who cannot be told. */
type Focus = 'self' | 'other' | 'open';

/** A person or a group; anything else that an Observation may focus on is of its patient. */
const persons: ReadonlySet<string> = new Set([
  'Group',
  'Patient',
  'Person',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
]);

/** Observation.focus: a result may stand in the chart of one patient and be about another, such as a fetus or a donor. */
export function focusOf(reading: Reading, observation: JsonObject): Focus {
  const { focus } = observation;
  const references = objectsOf(focus);
  if (references.length === 0) return focus === null || Array.isArray(focus) ? 'self' : 'open';
  const found = references.map((reference) => focusOn(reading, observation, reference));
  const [first = 'self'] = found;
  return found.every((one) => one === first) ? first : 'open';
}

function focusOn(reading: Reading, observation: JsonObject, reference: JsonObject): Focus {
  const target = textOf(reference.reference);
  if (target === undefined) return focusNamed(reading, reference);
  if (target === referenceOf(observation.subject) || target === referenceOf(observation.patient)) return 'self';
  const resource = reading.resolve(reference, observation);
  const written = typedReference(target);
  const type = textOf(resource?.resourceType) ?? textOf(reference.type) ?? written?.type;
  if (type === undefined) return 'open';
  if (!persons.has(type)) return 'self';
  if (type !== 'Patient') return 'other';
  // the only Patient of a record is its own; one that is contained may be anybody
  if (target.startsWith('#')) return 'open';
  const own = typedReference(referenceOf(observation.subject) ?? '')?.id;
  return resource !== undefined || (own !== undefined && written?.id === own) ? 'self' : 'other';
}

/** Somebody who is only named. */
function focusNamed({ guideline }: Reading, { type, display }: JsonObject): Focus {
  const kind = textOf(type);
  if (kind !== undefined && kind !== 'Patient' && persons.has(kind)) return 'other';
  return guideline.forms.asksAboutOther(textOf(display) ?? '') ? 'other' : 'open';
}

function referenceOf(holder: unknown): string | undefined {
  return isObject(holder) ? textOf(holder.reference) : undefined;
}
