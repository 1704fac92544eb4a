import { describe, expect, it } from 'vitest';
import { guideline } from '../guideline.js';

const { codings, inValueSet } = guideline;

function isIn(set: string, system: string, code: string): boolean {
  const coding = codings.normalise(system, code);
  return coding !== undefined && inValueSet(set, coding);
}

describe('a code system in every form that clients send', () => {
  it.each([
    ['saddle-numbness', 'http://snomed.info/sct', '449813001'],
    ['saddle-numbness', 'http://snomed.info/sct/', '449813001'],
    ['saddle-numbness', 'HTTP://SNOMED.INFO/SCT', '449813001'],
    ['saddle-numbness', 'https://snomed.info/sct', '449813001'],
    ['saddle-numbness', 'http://snomed.info/sct/731000124108', '449813001'],
    ['saddle-numbness', 'http://snomed.info/sct/32506021000036107/version/20260731', '449813001'],
    [
      'saddle-numbness',
      'http://snomed.info/sct|http://snomed.info/sct/900000000000207008/version/20260701',
      '449813001',
    ],
    ['saddle-numbness', 'urn:oid:2.16.840.1.113883.6.96', '449813001'],
    ['saddle-numbness', 'URN:OID:2.16.840.1.113883.6.96', '449813001'],
    ['saddle-numbness', '2.16.840.1.113883.6.96', '449813001'],
    ['saddle-numbness', 'https://dmd.nhs.uk', '449813001'],
    ['saddle-numbness', 'http://snomed.info/sct', '449813001|20260701'],
    ['cancer', 'http://hl7.org/fhir/sid/icd-10-cm|2026', 'c50.911'],
    ['cancer', 'urn:oid:2.16.840.1.113883.6.90', 'C50911'],
    ['cancer', 'http://terminology.hl7.org/CodeSystem/icd10', 'C50.9'],
    ['cancer', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'C50.9'],
    ['cancer', 'http://hl7.org/fhir/sid/icd-10-am', 'C50.91'],
    ['cancer', 'urn:oid:2.16.840.1.113883.6.135', 'C50.91'],
    ['cancer', 'http://terminology.hl7.org/CodeSystem/icd10CA', 'C50.9'],
    ['hiv-infection', 'http://hl7.org/fhir/sid/icd-10', 'B24'],
    ['hiv-infection', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'B24'],
    ['hiv-infection', 'http://hl7.org/fhir/sid/icd-9-cm', '042'],
    ['diabetes', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'E14.90'],
    ['lumbar-radicular-pain', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'M54.16'],
    ['lumbar-radicular-pain', 'http://fhir.de/CodeSystem/dimdi/icd-10-gm', 'm5417'],
    ['analgesic-medication', 'http://www.whocc.no/atc', 'N02AA05'],
    ['analgesic-medication', 'http://fhir.de/CodeSystem/bfarm/atc', 'M01AE01'],
    ['immunosuppressant-drug', 'urn:oid:2.16.840.1.113883.6.73', 'l04ad02'],
    ['systemic-corticosteroid', 'http://www.whocc.no/atc', 'H02AB07'],
    ['lumbar-surgery', 'http://www.cms.gov/Medicare/Coding/ICD10', '0SG0070'],
    ['lumbar-surgery', 'http://hl7.org/fhir/sid/icd-10-pcs', '0sg0070'],
    ['lumbar-surgery', 'urn:oid:2.16.840.1.113883.6.4', '0SG0070'],
    ['dialysis', 'http://www.nlm.nih.gov/research/umls/hcpcs', 'G0257'],
    ['dialysis', 'http://terminology.hl7.org/CodeSystem/HCPCS-all-codes', 'G0257'],
    ['cancer-treatment-unconfirmed', 'http://fhir.de/CodeSystem/bfarm/ops', '8-542.11'],
  ])('%s: %s %s', (set, system, code) => {
    expect(isIn(set, system, code)).toBe(true);
  });

  it.each(['72148', '72148-26', '72148-TC', '72148:26', '72148 26', ' 72148 ', '72148-26-59', '72148:TC'])(
    'CPT with and without modifiers: "%s"',
    (code) => {
      expect(isIn('order-mri-lumbar-without', 'http://www.ama-assn.org/go/cpt', code)).toBe(true);
    },
  );

  it.each([
    ['http://www.radlex.org/RID/', 'RPID2474'],
    ['http://radlex.org', 'RID/RPID2474'],
    ['urn:oid:2.16.840.1.113883.6.256', 'rpid2474'],
    ['http://www.radlex.org', 'http://www.radlex.org/RID/RPID2474'],
  ])('RadLex as %s %s', (system, code) => {
    expect(codings.normalise(system, code)?.key).toBe('radlex|RPID2474');
  });
});

describe('a code that only looks alike', () => {
  it.each([
    [
      'a national edition says no more than its first four characters',
      'lumbar-radicular-pain',
      'http://hl7.org/fhir/sid/icd-10-am',
      'M54.16',
    ],
    ['a root of the neck', 'lumbar-radicular-pain', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'M54.12'],
    ['a root of no stated region', 'lumbar-radicular-pain', 'http://fhir.de/CodeSystem/bfarm/icd-10-gm', 'M54.10'],
    ['a system that nobody knows', 'cancer', 'urn:oid:1.2.3.4', 'C50.9'],
    ['a name that begins alike', 'saddle-numbness', 'http://snomed.info/sctx', '449813001'],
    ['an antiplatelet is no anticoagulant', 'anticoagulant', 'http://www.whocc.no/atc', 'B01AC06'],
    ['skin cancer', 'cancer', 'http://hl7.org/fhir/sid/icd-10-cm', 'C44.91'],
    ['leukaemia in remission is past', 'cancer', 'http://hl7.org/fhir/sid/icd-10-cm', 'C91.01'],
    ['hypertension in childbirth', 'pregnancy', 'http://hl7.org/fhir/sid/icd-10-cm', 'O10.02'],
  ])('%s', (_, set, system, code) => {
    expect(isIn(set, system, code)).toBe(false);
  });

  it('reads a long URI and a long code in no time', () => {
    const started = performance.now();
    expect(codings.normalise('x'.repeat(1_000_000), '1')?.system).toBeUndefined();
    expect(codings.normalise('http://www.ama-assn.org/go/cpt', '-'.repeat(1_000_000))?.key).toMatch(/^cpt\|-/);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
