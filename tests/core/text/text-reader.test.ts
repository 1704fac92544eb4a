import { describe, expect, it } from 'vitest';
import { readTexts, requestLimits } from '../../../src/core/text/read-texts.js';
import { longestText, type TextContext } from '../../../src/core/text/text-reader.js';
import { shippedReader, today } from './shipped-reader.js';

const note: TextContext = { where: 'order.note', today };

function outcome(text: string, fact: string, context: TextContext = note): string {
  return shippedReader.read(text, context).facts.find((each) => each.fact === fact)?.outcome ?? 'none';
}

describe('a reading', () => {
  it('quotes the text in its own words, with what decided', () => {
    const [fact] = shippedReader.read('Seen today. R/O  CES,\nplease.', note).facts;
    expect(fact).toMatchObject({
      fact: 'caudaEquinaSuspected',
      outcome: 'suspected',
      quote: 'R/O CES',
      says: 'asked',
      cue: 'R/O',
    });
  });

  it('puts emergency facts first', () => {
    const facts = shippedReader.read('fever, fall off a ladder, saddle numbness', note).facts;
    expect(facts[0]?.fact).toBe('saddleAnesthesia');
  });

  it('keeps quotes short, whole-worded and free of control characters', () => {
    const text = `saddle\u0007 numbness ${'and more of the same '.repeat(40)}`;
    const quotes = shippedReader.read(text, note).facts.map(({ quote }) => quote);
    expect(quotes.length).toBeGreaterThan(0);
    for (const quote of quotes) {
      expect(quote.length).toBeLessThanOrEqual(120);
      expect([...quote].filter((each) => each < ' ')).toEqual([]);
    }
  });

  it('is the same at every call', () => {
    const text = 'denies fever, worsening leg weakness x 3 days, bladder feels different';
    expect(shippedReader.read(text, note)).toEqual(shippedReader.read(text, note));
  });

  it('takes the name of a code for what the code says, cue words and all', () => {
    const reading = shippedReader.read('Incontinence without sensory awareness', { where: 'condition.text', today });
    expect(reading.facts).toMatchObject([{ fact: 'bladderDysfunction', outcome: 'suspected', says: 'term' }]);
  });

  it('reads an answer with its question', () => {
    expect(outcome('numb', 'saddleAnesthesia', { where: 'observation.value', today, label: 'Saddle sensation' })).toBe(
      'suspected',
    );
    expect(
      outcome('normal', 'saddleAnesthesia', { where: 'observation.value', today, label: 'Saddle sensation' }),
    ).toBe('denied');
  });
});

describe('where a text stands', () => {
  it('makes advice of what is written for the patient', () => {
    expect(
      shippedReader.read('saddle numbness, blorp frobnicate', { where: 'order.instruction', today }),
    ).toMatchObject({
      facts: [],
      notUnderstood: [],
    });
  });

  it('lets a bare word count only where the text is about the back', () => {
    expect(outcome('weakness', 'motorWeakness')).toBe('suspected');
    expect(outcome('weakness', 'motorWeakness', { where: 'condition.note', today })).toBe('none');
    expect(outcome('weakness', 'motorWeakness', { where: 'condition.note', today, isAboutBack: true })).toBe(
      'suspected',
    );
  });

  it('asks about unknown words in the order alone', () => {
    expect(shippedReader.read('chordoma surveillance', { where: 'order.reason', today }).notUnderstood).toHaveLength(1);
    expect(shippedReader.read('chordoma surveillance', { where: 'condition.text', today }).notUnderstood).toEqual([]);
  });

  it('names the topic of a word that must not pass unread', () => {
    expect(shippedReader.read('her bladder is not what it was', note).notUnderstood).toMatchObject([
      { why: 'topic', topic: 'bladder' },
    ]);
  });

  it('reads of a device only what concerns the scanner', () => {
    const facts = shippedReader.read('pacemaker, placed after a fall', { where: 'device.text', today }).facts;
    expect(facts.map(({ fact }) => fact)).toEqual(['mriContraindicated']);
  });
});

describe('time', () => {
  it.each([
    ['MVA in 1998', 'recentTrauma', 'none'],
    ['fell 2 days ago', 'recentTrauma', 'suspected'],
    ['fell 3 years ago', 'recentTrauma', 'none'],
    ['lumbar fusion 1998', 'priorLumbarSurgery', 'suspected'],
    ['urinary incontinence for 10 years', 'bladderDysfunction', 'none'],
    ['urinary incontinence for 10 years, worse since Monday', 'bladderDysfunction', 'suspected'],
    ['urinary incontinence x 3/7', 'bladderDysfunction', 'suspected'],
  ])('%s: %s is %s', (text, fact, expected) => {
    expect(outcome(text, fact)).toBe(expected);
  });
});

describe('numbers', () => {
  it.each([
    ['T 37.9', 'fever', 'denied'],
    ['T 38.0', 'fever', 'suspected'],
    ['temp 100.4 F', 'fever', 'suspected'],
    ['temp 100.3 F', 'fever', 'denied'],
    ['PVR 199', 'bladderDysfunction', 'none'],
    ['PVR 200', 'bladderDysfunction', 'suspected'],
    ['EHL 4+/5', 'motorWeakness', 'suspected'],
    ['EHL 4/5', 'severeMotorDeficit', 'none'],
    ['EHL 3/5', 'severeMotorDeficit', 'suspected'],
    ['strength is five out of five', 'motorWeakness', 'denied'],
  ])('%s: %s is %s', (text, fact, expected) => {
    expect(outcome(text, fact)).toBe(expected);
  });
});

describe('the words around a finding', () => {
  it.each([
    ['a mark that ticks a denial', '[x] denies saddle numbness', 'saddleAnesthesia', 'denied'],
    ['a relative who tells of the patient', 'Daughter says Mum cannot pass urine', 'bladderDysfunction', 'suspected'],
    ['a relative of whom something is said', 'Patient says Mum had breast cancer', 'cancerHistory', 'none'],
    ['"as if", which warns of nothing', 'feels as if her left leg is numb', 'dermatomalSensoryLoss', 'suspected'],
    ['a "no" that the finding itself holds', 'has no control of her bladder', 'bladderDysfunction', 'suspected'],
    [
      'how long something else goes on',
      'fell off a chair 2 days ago, alendronate x 5 years',
      'recentTrauma',
      'suspected',
    ],
    [
      'a second place for the rest of a pattern',
      'dropped from 188 to 169 pounds',
      'unexplainedWeightLoss',
      'suspected',
    ],
  ])('are read: %s', (_, text, fact, expected) => {
    expect(outcome(text, fact)).toBe(expected);
  });

  it('say nothing of an MRI that the order itself asks for', () => {
    const text = 'MRI recommended.';
    expect(outcome(text, 'imagingAdvised')).toBe('none');
    expect(outcome(text, 'imagingAdvised', { where: 'report.conclusion', today })).toBe('suspected');
  });
});

describe('misspellings', () => {
  it.each(['parasthesia in saddle area', 'saddle anesthsia', 'saddle numbnes', 'saddle nubmness'])(
    '%s is read',
    (text) => {
      expect(outcome(text, 'saddleAnesthesia')).toBe('suspected');
    },
  );

  it('are not looked for in words that have a meaning of their own', () => {
    expect(outcome('peroneal numbness', 'saddleAnesthesia')).toBe('none');
  });
});

describe('a normal with its exception', () => {
  it('is suspected, and quoted with the exception', () => {
    const text = 'Perianal sensation intact on the left, blunted on the right.';
    const [fact] = shippedReader.read(text, note).facts;
    expect(fact).toMatchObject({ fact: 'saddleAnesthesia', outcome: 'suspected' });
    expect(fact?.quote).toContain('blunted on the right');
  });

  it('takes its noun from the sentence before', () => {
    expect(outcome('Perianal sensation intact on left. Reduced on right.', 'saddleAnesthesia')).toBe('suspected');
    expect(outcome('Perianal sensation intact on left. Lordosis reduced.', 'saddleAnesthesia')).toBe('denied');
  });

  it('stays denied where both sides are normal, or something else is less', () => {
    expect(outcome('Power 5/5 left, 5/5 right', 'motorWeakness')).toBe('denied');
    expect(outcome('Power full, pain less', 'motorWeakness')).toBe('denied');
  });
});

describe('boxes', () => {
  it('belong to the words before them unless the line begins with one', () => {
    expect(outcome('Bladder [ ] Cancer hx [x] Trauma [ ]', 'cancerHistory')).toBe('suspected');
    expect(outcome('Bladder [ ] Cancer hx [x] Trauma [ ]', 'recentTrauma')).toBe('none');
    expect(outcome('[ ] Cancer hx [x] Trauma', 'recentTrauma')).toBe('suspected');
  });
});

describe('limits', () => {
  it('read the first ten thousand characters and say so', () => {
    const text = `${'calm words '.repeat(1200)} saddle numbness`;
    const reading = shippedReader.read(text, note);
    expect(reading.readUpTo).toBeLessThanOrEqual(longestText);
    expect(reading.notUnderstood[0]).toMatchObject({ why: 'length' });
    expect(outcome(text, 'saddleAnesthesia')).toBe('none');
  });

  it('read the order first, then the newest, and name what is left', () => {
    const chart = Array.from({ length: 250 }, (_, index) => ({
      id: `note-${index}`,
      text: 'fever',
      where: 'condition.note' as const,
      today,
      writtenOn: `2026-01-${String((index % 28) + 1).padStart(2, '0')}`,
    }));
    const order = { id: 'order', text: 'r/o CES', where: 'order.reason' as const, today, writtenOn: undefined };
    const { readings, cut } = readTexts(shippedReader, [...chart, order]);
    expect(readings[0]?.id).toBe('order');
    expect(readings).toHaveLength(requestLimits.texts);
    expect(cut).toHaveLength(51);
    expect(cut.every(({ id }) => Number(chart.find((each) => each.id === id)?.writtenOn?.slice(8)) <= 6)).toBe(true);
  });
});
