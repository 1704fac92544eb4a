import type { Evidence } from '../guideline/guideline.js';
import { unreadStatus } from '../guideline/record-statuses.js';
import { wordsOf } from '../values/coding.js';
import { type DayRange, readDate } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { account, kindOf } from './entries.js';
import { meaningOfThing } from './meaning.js';
import { readNames } from './read-text.js';
import { addStatement, isAdmitted, type Reading } from './reading.js';
import { recordedDate } from './statement-date.js';

/** An allergy or intolerance: active, not refuted; where the fact asks for a severe one, severe. */
export function readAllergy(reading: Reading, allergy: JsonObject): void {
  const { verification, clinical } = statusesOf(reading, allergy);
  if (verification === 'entered-in-error' || verification === 'refuted') return;
  if (clinical === 'inactive' || clinical === 'resolved') return;
  const isStated = clinical !== unreadStatus && (verification === undefined || verification === 'confirmed');
  const { guideline } = reading;
  const substances = objectsOf(allergy.reaction).map((reaction) => reaction.substance);
  const concepts = [allergy.code, ...substances].flatMap(objectsOf);
  const meaning = meaningOfThing(guideline, concepts);
  const done = new Set<Evidence>();
  for (const coding of meaning.codings)
    for (const evidence of reading.guideline.uses.lookup(coding)) {
      if (evidence.kind !== 'evidence' || evidence.role !== 'allergy' || done.has(evidence)) continue;
      if (!isAdmitted(reading, evidence, allergy, coding)) continue;
      done.add(evidence);
      addAllergy(reading, allergy, evidence, isStated && !meaning.doubtful.has(coding));
    }
  const isPointing = readNames(reading, [...meaning.words, ...meaning.glosses], {
    where: 'allergy.text',
    when: dateOf(allergy),
    resource: allergy,
  });
  account(reading, allergy, kindOf(done.size > 0, isPointing, meaning.isReadable), concepts);
}

function dateOf(allergy: JsonObject): DayRange | undefined {
  return recordedDate(allergy) ?? readDate(allergy.onsetDateTime);
}

/** DSTU2 has one `status` for both. */
function statusesOf(
  { guideline: { forms } }: Reading,
  { clinicalStatus, verificationStatus, status }: JsonObject,
): { readonly verification: string | undefined; readonly clinical: string | undefined } {
  const verification = forms.statusOf('verification', verificationStatus ?? status);
  const clinical = forms.statusOf('clinical', clinicalStatus ?? status);
  if (status === undefined || clinicalStatus !== undefined || verificationStatus !== undefined)
    return { verification, clinical };
  if (verification === unreadStatus) return { verification: undefined, clinical };
  return { verification, clinical: clinical === unreadStatus ? undefined : clinical };
}

function addAllergy(reading: Reading, allergy: JsonObject, evidence: Evidence, isStated: boolean): void {
  const { fact, definition } = evidence;
  const isFlag = fact.definition.type === 'flag';
  const severity = definition.severe === true ? severityOf(allergy) : 'severe';
  if (severity === 'milder') return;
  const isCertain = isStated && severity === 'severe';
  addStatement(reading, {
    fact,
    says: isCertain ? 'positive' : 'hint',
    value: isFlag || !isCertain ? undefined : definition.value,
    when: dateOf(allergy),
    window: evidence.window,
    evidence: evidence,
    resource: allergy,
    display: wordsOf(allergy.code),
    why: isCertain ? undefined : 'unconfirmed',
  });
}

/** The worst that is on record; undefined = nobody has said how severe it was. */
function severityOf(allergy: JsonObject): 'severe' | 'milder' | undefined {
  const criticality = textOf(allergy.criticality);
  const severities = objectsOf(allergy.reaction).flatMap((reaction) => textOf(reaction.severity) ?? []);
  if (criticality === 'high' || severities.includes('severe')) return 'severe';
  return criticality === 'low' || severities.length > 0 ? 'milder' : undefined;
}
