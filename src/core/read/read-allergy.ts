import type { Evidence } from '../guideline/guideline.js';
import { wordsOf } from '../values/coding.js';
import { type DayRange, readDate } from '../values/day.js';
import { type JsonObject, objectsOf, textOf } from '../values/json.js';
import { account, kindOf } from './entries.js';
import { meaningOf } from './meaning.js';
import { addStatement, isAdmitted, type Reading } from './reading.js';
import { codeOf } from './statement.js';
import { hintsFromTexts } from './text-hint.js';

/** An allergy or intolerance: active, not refuted; where the fact asks for a severe one, severe. */
export function readAllergy(reading: Reading, allergy: JsonObject): void {
  const verification = codeOf(allergy.verificationStatus);
  if (verification === 'entered-in-error' || verification === 'refuted') return;
  const clinical = codeOf(allergy.clinicalStatus);
  if (clinical === 'inactive' || clinical === 'resolved') return;
  const { guideline } = reading;
  const substances = objectsOf(allergy.reaction).map((reaction) => reaction.substance);
  const concepts = [allergy.code, ...substances].flatMap(objectsOf);
  const meaning = meaningOf(guideline, concepts);
  const done = new Set<Evidence>();
  for (const coding of meaning.codings)
    for (const evidence of reading.guideline.uses.lookup(coding)) {
      if (evidence.kind !== 'evidence' || evidence.role !== 'allergy' || done.has(evidence)) continue;
      if (!isAdmitted(reading, evidence, allergy, coding)) continue;
      done.add(evidence);
      addAllergy(reading, allergy, evidence, verification);
    }
  const isPointing = hintsFromTexts(reading, meaning.words, dateOf(allergy), allergy);
  account(reading, allergy, kindOf(done.size > 0, isPointing, meaning.isReadable), concepts);
}

function dateOf({ recordedDate, onsetDateTime }: JsonObject): DayRange | undefined {
  return readDate(recordedDate) ?? readDate(onsetDateTime);
}

function addAllergy(reading: Reading, allergy: JsonObject, evidence: Evidence, verification: string | undefined): void {
  const { fact, definition } = evidence;
  const isFlag = fact.definition.type === 'flag';
  const severity = definition.severe === true ? severityOf(allergy) : 'severe';
  if (severity === 'milder') return;
  const isCertain = verification !== 'unconfirmed' && severity === 'severe';
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
