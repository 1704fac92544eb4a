import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordedAt } from '../../src/backtest/record/order-time.js';
import type { JsonObject } from '../../src/core/values/json.js';
import {
  asText,
  backtest,
  byType,
  condition,
  daysBefore,
  finding,
  orderFor,
  patient,
  type Row,
  smallExport,
  visit,
  writeFiles,
} from './small-export.js';

const icd = 'http://hl7.org/fhir/sid/icd-10-cm';
const pain = { system: icd, code: 'M54.50' };
const resources = smallExport();
let usual: readonly Row[];

async function rowsOf(all: readonly JsonObject[], lastUpdated: 'use' | 'ignore' = 'ignore'): Promise<readonly Row[]> {
  return (await backtest(writeFiles(asText(byType(all))), { lastUpdated })).rows();
}

beforeAll(async () => {
  usual = await rowsOf(resources);
});

/** Facts that would change any of the answers, were they known; each as something that happened before the order. */
const telling: readonly ((id: string, number: number) => JsonObject)[] = [
  (id, number) => finding(id, 'saddle-anesthesia', true, daysBefore(number % 3)),
  (id, number) => finding(id, 'foot-drop', true, daysBefore(number % 3)),
  (id) => condition(id, 'ces', { system: icd, code: 'G83.4' }, { onsetDateTime: daysBefore(1) }),
  (id) => condition(id, 'cancer', { system: icd, code: 'C61' }, { onsetDateTime: daysBefore(400) }),
  (id) => ({
    ...{ resourceType: 'Procedure', status: 'completed', subject: { reference: `Patient/${id}` } },
    ...{ code: { text: 'lumbar fusion' }, performedDateTime: daysBefore(30) },
  }),
  (id) => ({
    ...{ resourceType: 'DiagnosticReport', status: 'final', subject: { reference: `Patient/${id}` } },
    ...{
      code: { text: 'Neurological examination' },
      conclusion: 'cauda equina compression',
      effectiveDateTime: daysBefore(20),
    },
  }),
  (id) => ({
    ...{ resourceType: 'MedicationStatement', status: 'active', subject: { reference: `Patient/${id}` } },
    ...{ medicationCodeableConcept: { text: 'prednisone' }, effectiveDateTime: daysBefore(200) },
  }),
  (id) => ({
    ...{ resourceType: 'AllergyIntolerance', patient: { reference: `Patient/${id}` } },
    ...{ code: { text: 'gadolinium' }, onsetDateTime: daysBefore(900) },
  }),
];

/** Ways in which a resource says that it was written down on a day. */
const written: readonly ((resource: JsonObject, day: string) => JsonObject)[] = [
  (resource, day) => ({ ...resource, recordedDate: day, issued: `${day}T09:00:00Z`, dateAsserted: day, recorded: day }),
  ({ recordedDate: _, ...resource }, day) => ({ ...resource, meta: { lastUpdated: `${day}T09:00:00Z` } }),
];

const fact = fc.record({
  patient: fc.integer({ min: 0, max: 13 }),
  telling: fc.integer({ min: 0, max: telling.length - 1 }),
  written: fc.integer({ min: 0, max: written.length - 1 }),
  daysLater: fc.integer({ min: 1, max: 400 }),
});

describe('what was recorded after the day of an order', () => {
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient').map(({ id }) => String(id));

  function stated(
    drawn: readonly { readonly patient: number; readonly telling: number; readonly written: number }[],
    days: (index: number) => number,
  ) {
    return drawn.map((each, index): JsonObject => {
      const resource = telling[each.telling]?.(patients[each.patient] ?? '', index) ?? {};
      return { ...(written[each.written]?.(resource, daysBefore(days(index))) ?? resource), id: `told-${index}` };
    });
  }

  it('never changes its rating, whatever the day on which it happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fact, { minLength: 1, maxLength: 40 }), async (drawn) => {
        const later = stated(drawn, (index) => -(drawn[index]?.daysLater ?? 1));
        expect(await rowsOf([...resources, ...later], 'use')).toEqual(usual);
      }),
      { numRuns: 12 },
    );
  });

  it('changes it when it was recorded before', async () => {
    for (const way of written.keys()) {
      const earlier = stated(
        [0, 1].map((index) => ({ patient: 10, telling: index, written: way })),
        () => 1,
      );
      const rows = await rowsOf([...resources, ...earlier], 'use');
      const changed = rows.filter((row, index) => row.answer.rating !== usual[index]?.answer.rating);
      expect(changed.map(({ patient: id }) => id)).toEqual([patients[10]]);
    }
  });
});

describe('a record as of the day of an order', () => {
  it('has a problem as active that ended later', async () => {
    const ended = { abatementDateTime: daysBefore(-30), clinicalStatus: { coding: [{ code: 'resolved' }] } };
    const of = (members: JsonObject) => [
      patient('p'),
      visit('p'),
      condition('p', 'cancer', { system: icd, code: 'C50.9' }, { onsetDateTime: daysBefore(90), ...members }),
      orderFor('p'),
    ];
    const [after] = await rowsOf(of(ended));
    const [never] = await rowsOf(of({}));
    expect(after).toEqual(never);
  });

  it('does not have the study that was ordered as one that was done before', async () => {
    const own = {
      resourceType: 'ImagingStudy',
      id: 'study',
      status: 'available',
      started: daysBefore(0),
      subject: { reference: 'Patient/p' },
      procedureCode: [{ coding: [{ system: 'http://loinc.org', code: '30679-5' }] }],
    };
    const of = (...more: readonly JsonObject[]) => [patient('p'), visit('p'), orderFor('p'), ...more];
    expect(await rowsOf(of(own))).toEqual(await rowsOf(of()));
  });

  it('has no note that was added later, no later version of a resource, and nothing that was planned later', async () => {
    const words = 'saddle anesthesia since yesterday, urinary retention, cauda equina syndrome';
    const of = (order: JsonObject, ...more: readonly JsonObject[]) =>
      rowsOf([patient('p'), visit('p'), orderFor('p', order), condition('p', 'pain', pain), ...more], 'use');
    const [plain] = await of({});
    const [after, before] = [daysBefore(-3), daysBefore(3)];
    const note = (time: string) => ({ note: [{ time, text: words }] });
    const version = (number: string, lastUpdated: string, members: JsonObject) =>
      condition('p', 'ces', { system: icd, code: 'G83.4' }, { meta: { versionId: number, lastUpdated }, ...members });
    const refuted = { verificationStatus: { coding: [{ code: 'refuted' }] } };
    const [versions, first] = [
      await of({}, version('1', before, {}), version('2', after, refuted)),
      await of({}, version('1', before, {})),
    ];
    expect(await of(note(after))).toEqual([plain]);
    expect(await of(note(before))).not.toEqual([plain]);
    expect(await of({}, condition('p', 'pain', pain, { id: 'noted', ...note(after) }))).toEqual(
      await of({}, condition('p', 'pain', pain, { id: 'noted' })),
    );
    expect(versions).toEqual(first);
    expect(versions).not.toEqual([plain]);
    const planned = { authoredOn: undefined, occurrenceDateTime: daysBefore(-60) };
    expect((await of({}, orderFor('p', { id: 'later', ...planned })))[0]).toEqual(plain);
    const therapy = { resourceType: 'Appointment', id: 'pt', status: 'booked', start: `${after}T09:00:00Z` };
    const participant = [{ actor: { reference: 'Patient/p' } }];
    const serviceType = [{ text: 'physical therapy' }];
    expect(await of({}, { ...therapy, participant, serviceType })).toEqual([plain]);
  });

  it('ends with the moment of the order where both tell a time, whatever the zone', async () => {
    const at = (recordedDate: string) =>
      rowsOf([
        patient('p'),
        orderFor('p', { authoredOn: '2025-03-10T23:30:00-05:00' }),
        condition('p', 'ces', { system: icd, code: 'G83.4' }, { recordedDate }),
      ]);
    const [before] = await at('2025-03-11T05:29:00+01:00');
    const [after] = await at('2025-03-11T05:31:00+01:00');
    expect(before).toMatchObject({ date: '2025-03-11', answer: { criterion: 'cauda-equina-red-flags' } });
    expect(after?.answer.criterion).not.toBe('cauda-equina-red-flags');
  });

  it('counts the last update only of a resource that says nothing else of when it was written down', () => {
    const meta = { lastUpdated: '2025-06-01T00:00:00Z' };
    const both = { resourceType: 'Condition', recordedDate: '2024-01-01', meta };
    const onset = { resourceType: 'Condition', onsetDateTime: '2024-01-01', meta };
    const dayOf = (resource: JsonObject, uses: boolean) => recordedAt(resource, uses)?.day;
    expect(dayOf(both, true)).toBe(dayOf(both, false));
    expect(dayOf(onset, true)).toBeGreaterThan(dayOf(onset, false) ?? 0);
  });

  it('takes the day on which most was updated as the day of a load', async () => {
    const meta = { lastUpdated: '2026-01-01T00:00:00Z' };
    const loaded = resources.map((resource) => ({ ...resource, meta }));
    const { rows, merged } = await backtest(writeFiles(asText(byType(loaded))));
    expect(merged.plan.usesLastUpdated).toBe(false);
    expect(rows()).toEqual(usual);
  });
});
