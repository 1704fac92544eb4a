import { describe, expect, it } from 'vitest';
import { factOf, make } from '../facts/read-facts.js';

const { observation, condition } = make;

/** What a note beside a coded diagnosis makes of saddle numbness, bladder function and leg weakness. */
function hinted(text: string): string {
  const noted = [condition('sct:279039007', { note: [{ text }] })(3)];
  const facts = { saddle: 'saddleAnesthesia', bladder: 'bladderDysfunction', weakness: 'motorWeakness' };
  return Object.entries(facts)
    .filter(([, fact]) => factOf(fact, noted) === 'suspected')
    .map(([word]) => word)
    .join(' ');
}

describe('free text', () => {
  it.each([
    ['Saddle numbness since Friday.', 'saddle'],
    ['Reports perianal numbness and urinary retention', 'saddle bladder'],
    ['NUMBNESS AROUND THE ANUS', 'saddle'],
    ['No fever. Saddle numbness.', 'saddle'],
    ['No fever but saddle numbness', 'saddle'],
    ['Denies trauma, reports saddle numbness', 'saddle'],
    ['Denies trauma; urinary retention', 'bladder'],
    ['No relief from physiotherapy, progressive leg weakness', 'weakness'],
    ['No improvement and now leg weakness', 'weakness'],
    ['Not able to work. Leg weakness on the left', 'weakness'],
  ])('points to what it affirms: %s', (text, expected) => {
    expect(hinted(text)).toBe(expected);
  });

  it.each([
    'No saddle numbness.',
    'no saddle numbness, no urinary retention, no leg weakness',
    'Denies saddle numbness, urinary retention and leg weakness.',
    'No saddle numbness, urinary retention or leg weakness',
    'Negative for saddle numbness, urinary incontinence, leg weakness',
    'Without saddle anaesthesia or urinary retention',
    'Saddle numbness: no. Urinary retention: denied. Leg weakness: none',
    'Saddle numbness absent; leg weakness was ruled out',
    'Return if saddle numbness or urinary retention',
    'Never had leg weakness',
    'Neither saddle numbness nor leg weakness',
    'Family history of leg weakness',
    'Stress incontinence. Arm weakness',
    'Bicycle saddle numbness',
    '',
  ])('points to nothing that it denies: %s', (text) => {
    expect(hinted(text)).toBe('');
  });

  it('never establishes or excludes anything', () => {
    expect(factOf('caudaEquinaSuspected', [condition('Cauda equina syndrome query')(3)])).toBe('suspected');
    expect(factOf('saddleAnesthesia', [condition('No saddle numbness')(3)])).toBe('unknown');
  });

  it('of a diagnosis that is over points to nothing but the past', () => {
    const over = { clinicalStatus: { coding: [{ code: 'resolved' }] } };
    expect(factOf('caudaEquinaSuspected', [condition('Cauda equina syndrome', over)(3)])).toBe(false);
    expect(factOf('cancerHistory', [condition('Previous cancer', over)(3)])).toBe('suspected');
  });

  it('of an answer belongs to its question', () => {
    const asked = (value: string) => factOf('saddleAnesthesia', [observation('Perineum', { valueString: value })(3)]);
    expect([asked('saddle numbness'), asked('no saddle numbness')]).toEqual(['suspected', 'unknown']);
  });
});
