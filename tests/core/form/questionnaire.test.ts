import model from 'fhirpath/fhir-context/r4';
import { describe, expect, it } from 'vitest';
import { formOf, questionsOf } from '../../../src/core/form/form.js';
import { isStatable } from '../../../src/core/form/is-statable.js';
import { questionnaireOf } from '../../../src/core/form/questionnaire.js';
import { isObject, type JsonObject, objectsOf, textOf } from '../../../src/core/values/json.js';
import { schemaFaults } from '../../fhir-schema.js';
import { guideline } from '../../guideline.js';
import { type RealApp, startRealApp } from '../../journeys/real-app.js';

const form = questionnaireOf(guideline, 'https://cds.example.org');
const items = itemsIn(form);

function itemsIn(holder: JsonObject): readonly JsonObject[] {
  return objectsOf(holder.item).flatMap((item) => [item, ...itemsIn(item)]);
}

const typesOf = (types: readonly string[]): readonly JsonObject[] =>
  items.filter(({ type }) => types.includes(String(type)));
const having = (member: string): readonly JsonObject[] => items.filter((item) => item[member] !== undefined);

/** The constraints of Questionnaire in R4 that a JSON schema cannot say, by their keys. */
const invariants: Readonly<Record<string, () => readonly unknown[]>> = {
  'que-0: the name can be used as an identifier by programs': () =>
    /^[A-Z]([A-Za-z0-9_]){0,254}$/.test(String(form.name)) ? [] : [form.name],
  'que-1: groups have items, displays have none': () => [
    ...typesOf(['group']).filter((item) => objectsOf(item.item).length === 0),
    ...typesOf(['display']).filter((item) => item.item !== undefined),
  ],
  'que-2: each linkId stands once': () => {
    const ids = items.map(({ linkId }) => textOf(linkId));
    return ids.filter((id, at) => id === undefined || ids.indexOf(id) !== at);
  },
  'que-3: displays have no code': () => typesOf(['display']).filter(({ code }) => code !== undefined),
  'que-4: options or a value set, not both': () =>
    having('answerOption').filter((item) => item.answerValueSet !== undefined),
  'que-5: only choices have a value set': () =>
    having('answerValueSet').filter(({ type }) => !/choice$/.test(String(type))),
  'que-6: displays are neither required nor repeated': () =>
    typesOf(['display']).filter(({ required, repeats }) => required !== undefined || repeats !== undefined),
  'que-7: exists compares with a boolean': () =>
    conditions().filter(({ operator, answerBoolean }) => operator === 'exists' && typeof answerBoolean !== 'boolean'),
  'que-8: groups and displays have no initial value': () =>
    typesOf(['group', 'display']).filter(({ initial }) => initial !== undefined),
  'que-9: displays are not read-only': () => typesOf(['display']).filter(({ readOnly }) => readOnly !== undefined),
  'que-10: only texts have a longest length': () =>
    having('maxLength').filter(({ type }) => type !== 'string' && type !== 'text'),
  'que-11: options or an initial value, not both': () =>
    having('initial').filter((item) => item.answerOption !== undefined),
  'que-12: several conditions say how they combine': () =>
    having('enableWhen').filter((item) => objectsOf(item.enableWhen).length > 1 && item.enableBehavior === undefined),
  'que-13: several initial values need repeats': () =>
    having('initial').filter((item) => objectsOf(item.initial).length > 1 && item.repeats !== true),
};

function conditions(): readonly JsonObject[] {
  return items.flatMap(({ enableWhen }) => objectsOf(enableWhen));
}

/** Elements that the R4 model of fhirpath does not know, by their path. */
function unknownElements(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => unknownElements(each, path));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([member, inner]) => {
    if (member === 'resourceType') return [];
    const whole = `${path}.${member}`;
    const element = model.pathsDefinedElsewhere[whole] ?? whole;
    const choice = /^(value|answer)(?=[A-Z])/.exec(member)?.[0];
    const known = model.path2Type[element] ?? (choice && model.choiceTypePaths[`${path}.${choice}`] && 'choice');
    if (known === undefined || known === '') return [whole];
    if (known === 'choice') return [];
    const type = String(known);
    return unknownElements(
      inner,
      type === 'BackboneElement' || type === 'Element' ? element : element === whole ? type : element,
    );
  });
}

describe('the Questionnaire of a guideline', () => {
  it.each(Object.keys(invariants))('keeps %s', (key) => {
    expect(invariants[key]?.()).toEqual([]);
  });

  it('asks every fact that can be stated once, and every grade of muscle, reflex and side', () => {
    const statable = guideline.facts.filter(({ definition }) => isStatable(definition)).map(({ name }) => name);
    const asked = [...questionsOf(guideline).keys()];
    expect(statable.filter((name) => !asked.includes(name))).toEqual([]);
    expect(asked).toContain('muscleStrength.ankleDorsiflexion.left');
    expect(asked).toContain('reflex.knee.right');
    const linked = items.map(({ linkId }) => linkId);
    expect([...questionsOf(guideline).values()].filter(({ code }) => !linked.includes(code))).toEqual([]);
  });

  it('refers only to questions that it asks', () => {
    const linked = items.map(({ linkId }) => linkId);
    expect(conditions().filter(({ question }) => !linked.includes(question))).toEqual([]);
    expect(conditions().length).toBeGreaterThan(0);
  });

  it('says of every question what it means', () => {
    const silent = formOf(guideline).flatMap(({ questions }) =>
      questions.filter(({ kind, help, options }) => (kind === 'grade' ? options.length < 2 : help === undefined)),
    );
    expect(silent).toEqual([]);
  });

  it('is one by the official JSON schema of R4, which finds what is wrong with another', () => {
    expect(schemaFaults(form)).toEqual([]);
    expect(schemaFaults({ ...form, status: 'ready', item: [{ text: 'no linkId', typo: 1 }] })).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\/status/),
        expect.stringMatching(/^\/item\/0: must NOT have additional properties/),
      ]),
    );
  });

  it('has no element that R4 does not know', () => {
    expect(unknownElements({ ...form, extra: 1 }, 'Questionnaire')).toEqual(['Questionnaire.extra']);
  });

  describe('over HTTP', () => {
    let app: RealApp | undefined;
    it('is served to everybody, and for another guideline is not there', async () => {
      app = await startRealApp({ PUBLIC_URL: 'https://cds.example.org' });
      const response = await fetch(`${app.url}/fhir/Questionnaire/low-back-pain`);
      expect([response.status, await response.json()]).toEqual([200, JSON.parse(JSON.stringify(form))]);
      expect((await fetch(`${app.url}/fhir/Questionnaire/none`)).status).toBe(404);
      await app.close();
    });
  });
});
