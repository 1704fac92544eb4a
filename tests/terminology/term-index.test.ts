import { describe, expect, it } from 'vitest';
import { compileTerms, openTermIndex } from '../../src/core/guideline/term-index.js';
import { guideline } from '../guideline.js';

const { valueSets, codeSystems } = guideline.documents;
const terms = openTermIndex(compileTerms(valueSets, codeSystems));

describe('a term picked from a list', () => {
  it.each([
    ['saddle anesthesia', 'saddle-numbness'],
    ['Saddle Anaesthesia', 'saddle-numbness'],
    ['Numbness of saddle area (finding)', 'saddle-numbness'],
    ['numbness of saddle area', 'saddle-numbness'],
    ['  Numbness   of saddle-area. ', 'saddle-numbness'],
    ['small cell lung cancer', 'cancer'],
    ['Small-cell lung cancer', 'cancer'],
    ['Carcinoma of prostate', 'cancer'],
    ['Sad\u200bdle anesthesia', 'saddle-numbness'],
    ['\u202eSaddle anesthesia', 'saddle-numbness'],
    ['HIV infection', 'hiv-infection'],
  ])('"%s" is in %s', (text, set) => {
    expect(terms.lookup(text)).toContain(set);
  });

  it.each([
    'saddle anesthesia?',
    '?saddle anesthesia',
    'no saddle anesthesia',
    'saddle anesthesia -',
    'anesthesia saddle',
    'family history of small cell lung cancer',
    'pain',
    '',
    '...',
    `saddle anesthesia${' '.repeat(100_000)}`,
  ])('"%s" is none', (text) => {
    expect(terms.lookup(text)).toEqual([]);
  });

  it('every display of every set leads to its set', () => {
    const lost = Object.entries(valueSets).flatMap(([id, { codes, synonyms }]) =>
      [...codes, ...synonyms]
        .filter(({ display }) => display !== '' && display.length <= 300 && !terms.lookup(display).includes(id))
        .map(({ display }) => `${id}: ${display}`),
    );
    expect(lost).toEqual([]);
  });
});

describe('the name of a medicine or a device', () => {
  it.each([
    ['methotrexate 2.5 mg', 'immunosuppressant-drug'],
    ['adalimumab', 'immunosuppressant-drug'],
    ['Tacrolimus 1 mg capsules', 'immunosuppressant-drug'],
    ['alendronate 70 mg', 'osteoporosis-drug'],
    ['Alendronic acid 70mg tablets', 'osteoporosis-drug'],
    ['denosumab', 'osteoporosis-drug'],
    ['naproxen 500', 'analgesic-medication'],
    ['ibuprofen 800', 'analgesic-medication'],
    ['meloxicam', 'analgesic-medication'],
    ['Paracetamol 500mg tablets (Actavis)', 'analgesic-medication'],
    ['prednisone 10 mg', 'systemic-corticosteroid'],
    ['gadobutrol', 'gadolinium-contrast'],
    ['Reaction to gadolinium contrast', 'gadolinium-contrast'],
    ['apixaban 5 mg', 'anticoagulant'],
    ['warfarin', 'anticoagulant'],
    ['heparin', 'anticoagulant'],
    ['dual chamber pacemaker, Acme 3000', 'active-implant'],
    ['spinal cord stimulator', 'active-implant'],
  ])('"%s" is in %s', (text, set) => {
    expect(terms.containsTerm(text)).toContain(set);
  });

  it.each(
    'alfentanil buprenorphine butorphanol codeine fentanyl hydrocodone hydromorphone levorphanol meperidine methadone morphine nalbuphine oliceridine oxycodone oxymorphone pentazocine remifentanil sufentanil tapentadol tramadol'.split(
      ' ',
    ),
  )('the opioid %s is a pain medicine', (name) => {
    expect(terms.containsTerm(`${name} 5 mg`)).toContain('analgesic-medication');
  });

  it.each([
    'lisinopril 10 mg',
    'insulin glargine',
    'sodium chloride',
    'pacemakers',
    'acetaminophenol',
    'naloxone nasal spray',
    '',
  ])('"%s" names none', (text) => {
    expect(terms.containsTerm(text)).toEqual([]);
  });

  it('is found with its place, so that a word of removal beside it can be read', () => {
    expect(terms.namesIn('Old pacemaker removed 2019')).toEqual([
      { name: 'pacemaker', start: 1, end: 2, valueSets: ['active-implant'] },
    ]);
  });

  it('is looked for in linear time', () => {
    const words = 'spinal cord stimulator pacemaker sodium '.repeat(25_000);
    const started = performance.now();
    expect(terms.containsTerm(words)).toContain('active-implant');
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
