import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkAnswers } from '../../src/library/check/check-answers.js';
import { type CardsCheck, checkCards } from '../../src/library/check/check-cards.js';
import { readCards } from '../../src/library/read-guideline.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

describe('the shipped cards', () => {
  let checked: CardsCheck;
  beforeAll(() => {
    checked = checkCards('cards', { today: '2026-11-24' });
  });

  it('have no problems', () => {
    expect(checked.problems).toEqual([]);
  });

  it('keep every property over all combinations of facts', () => {
    const [proof] = checked.guidelines.map((guideline) => guideline.proof);
    expect(proof?.findings).toEqual([]);
    expect(proof?.properties.map(({ id }) => id)).toEqual([
      'red-flag-is-answered',
      'suspected-red-flag-never-cleared',
      'screen-before-not-indicated',
      'last-row-needs-an-unknown',
      'not-indicated-needs-a-documented-screen',
      'not-indicated-needs-an-adult',
      'child-is-never-rated',
      'nothing-soft-beside-an-emergency',
      'outside-cause-withholds-not-indicated',
      'red-flag-never-lowers-urgency',
      'unknown-never-clears',
    ]);
  });

  it('answer every vignette as they must', () => {
    const { layers, guidelines } = readCards('cards');
    expect(guidelines.flatMap((folder) => checkAnswers(layers, folder))).toEqual([]);
  });

  it('say when nobody has reviewed a guideline for more than twelve months', () => {
    const notesOn = (today: string) =>
      checkCards('cards', { today, skipVignettes: true }).notes.filter(({ message }) => message.includes('12 months'));
    expect(notesOn('2027-11-26')).toEqual([]);
    expect(notesOn('2027-11-27')).toMatchObject([
      {
        file: 'cards/low-back-pain/guideline.yaml',
        message: 'reviewedOn: last reviewed 366 days ago, more than 12 months',
      },
    ]);
  });
});
