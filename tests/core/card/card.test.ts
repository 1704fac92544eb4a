import { describe, expect, it } from 'vitest';
import type { Card } from '../../../src/core/contract/hook-response.js';
import type { CriterionDefinition } from '../../../src/core/guideline/documents.js';
import { guideline } from '../../guideline.js';
import { responseProblems } from '../../http/response-schema.js';
import { cardFor, draftFor, shippedVignettes } from './vignette-cards.js';

const vignettes = shippedVignettes();
const { criteria, words, phrases } = guideline.documents;
const withCard = criteria.filter(({ indicator }) => indicator !== 'none');

interface Made {
  readonly id: string;
  readonly criterion: CriterionDefinition;
  readonly card: Card;
}

const made: readonly Made[] = vignettes.flatMap(({ id, facts, order }): readonly Made[] => {
  const draft = draftFor(guideline, order);
  const card = draft === undefined ? undefined : cardFor(guideline, facts, draft);
  const criterion = criteria.find((one) => one.id === card?.source.topic?.code);
  return card === undefined || criterion === undefined ? [] : [{ id, criterion, card }];
});
const rated = (rating: string): readonly Made[] => made.filter(({ criterion }) => criterion.rating === rating);

describe('the cards of the vignettes', () => {
  it('cover every row that has a card', () => {
    const seen = new Set(made.map(({ criterion }) => criterion.id));
    // words lead there, no code does: tests/journeys/order-forms.test.ts and free-text.test.ts hold their cards
    const byWords = ['order-region-unclear', 'text-unresolved'];
    expect(withCard.map(({ id }) => id).filter((id) => !seen.has(id))).toEqual(byWords);
  });

  it.each(made.map(({ id, card }) => [id, card] as const))('%s has a valid card', (_, card) => {
    expect(responseProblems({ cards: [card] })).toEqual([]);
  });

  it('leave nothing unfilled and name no phrase instead of saying it', () => {
    for (const { card } of made) {
      const text = [card.detail, card.summary, ...(card.suggestions ?? []).map(({ label }) => label)].join('\n');
      expect(text).not.toMatch(
        /\{\{|\}\}|undefined|unknownValue|\b(?:reason|region|outcome|rating|studyRating)\.[a-z]/,
      );
    }
  });

  it('are read at a glance: the rating first, lists of a few lines, no line twice', () => {
    for (const { id, card } of made) {
      const lines = (card.detail ?? '').split('\n').filter((line) => line.startsWith('- ') || line.startsWith('> '));
      expect([id, lines.filter((line, index) => lines.indexOf(line) !== index)]).toEqual([id, []]);
      for (const section of (card.detail ?? '').split('### ').slice(1))
        expect([id, section.split('\n').filter((line) => line.startsWith('- ')).length <= 10]).toEqual([id, true]);
    }
  });

  it('carry an indicator of at least warning when the ordered study is not appropriate', () => {
    for (const { card } of made) {
      const isRefused = (card.detail ?? '').split('\n')[0]?.includes(': not appropriate.**') === true;
      if (isRefused) expect(card.indicator).not.toBe('info');
    }
  });

  it('keep their summary within 139 characters with every warning that may stand before it', () => {
    const warnings = guideline.documents.ratings.modifiers.map(({ summary = '' }) => summary.length);
    for (const { summary } of withCard) expect(summary.length + Math.max(...warnings)).toBeLessThanOrEqual(139);
  });
});

describe('the override reasons', () => {
  const { overrideReasons, hl7Reasons } = guideline.documents;

  it('R-14 keep their codes', () => {
    expect(Object.keys(overrideReasons)).toEqual([
      'new-change-not-in-record',
      'red-flag-excluded-today',
      'text-was-misread',
      'already-arranged',
      'mri-done-elsewhere',
      'care-done-elsewhere',
      'specialist-recommended',
      'surgical-or-injection-planning',
      'prior-imaging-inadequate',
      'contraindication-to-alternative',
      'radiology-advised',
      'known-longstanding-cause',
      'known-peripheral-cause',
      'known-stable-disease',
      'patient-preference',
    ]);
  });

  it('R-13 each have a display and a code that HL7 knows', () => {
    for (const { display, hl7 = [] } of Object.values(overrideReasons)) {
      expect(display).toMatch(/^[A-Z].{10,80}$/);
      expect(hl7.length).toBeGreaterThan(0);
      for (const code of hl7) expect(hl7Reasons).toHaveProperty(code);
    }
  });

  it('ask for a comment where the service judged on outdated data', () => {
    const asking = new Set(
      made
        .flatMap(({ card }) => card.overrideReasons ?? [])
        .flatMap(({ display = '' }) => display.match(/.*\(please comment\)$/)?.[0] ?? []),
    );
    expect([...asking]).toEqual(['New symptom or change that is not in the record yet (please comment)']);
  });
});

describe('the wording of an answer', () => {
  const negative = withCard.filter(({ rating }) => rating === 'not-indicated');
  const open = withCard.filter(({ rating }) => rating === 'insufficient-information');
  const textOf = (id: string): string => Object.values(words[id] ?? {}).join('\n');
  const sentencesOf = (id: string): readonly string[] =>
    textOf(id)
      .split(/(?<=[.:])\s+|\n+/)
      .map((sentence) => sentence.replace(/^- /, '').trim())
      .filter((sentence) => sentence !== '');

  it('"not indicated" begins with what it is based on', () => {
    for (const { id, summary } of negative) {
      expect(words[id]?.Why).toMatch(/^Based on documented /);
      if (id !== 'study-not-supported') expect(summary).toMatch(/^Based on documented /);
    }
  });

  it('"cannot rate" begins so', () => {
    for (const { id, summary } of open) {
      expect(summary).toMatch(/^Cannot rate: /);
      expect(phrases[`unreadSummary.${id}`] ?? summary).toMatch(/^Cannot rate: .{1,126}$/);
      expect(words[id]?.Why).toMatch(/^Cannot rate: /);
    }
  });

  it('the two share no sentence, in summaries, words or phrases', () => {
    const said = new Set(negative.flatMap(({ id, summary }) => [summary, ...sentencesOf(id)]));
    for (const { id, summary } of open)
      expect([id, [summary, ...sentencesOf(id)].filter((sentence) => said.has(sentence))]).toEqual([id, []]);
    expect(phrases['rating.not-indicated']).not.toBe(phrases['rating.insufficient-information']);
    expect(phrases['studyRating.not-appropriate']).not.toBe(phrases['studyRating.unrated']);
  });

  it('no card that cannot rate says anything that "not indicated" says, and the other way round', () => {
    for (const { id, card } of rated('insufficient-information'))
      expect([id, /not indicated|based on documented|not appropriate/i.exec(card.detail ?? '')?.[0]]).toEqual([
        id,
        undefined,
      ]);
    for (const { id, card } of rated('not-indicated'))
      expect([id, /cannot rate|not rated|no rating|information is missing/i.exec(card.detail ?? '')?.[0]]).toEqual([
        id,
        undefined,
      ]);
  });

  it('a card that supports or declines imaging has words for the patient; one that says neither has none', () => {
    const supports = new Set([
      'indicated-emergency',
      'indicated-urgent',
      'indicated',
      'may-be-appropriate',
      'not-indicated',
    ]);
    for (const { id, rating } of withCard)
      expect([id, words[id]?.['For the patient'] !== undefined]).toEqual([
        id,
        supports.has(rating) || id === 'child-red-flag',
      ]);
  });

  it('tells the patient in plain, short sentences', () => {
    for (const { id } of withCard) {
      const text = words[id]?.['For the patient'];
      if (text === undefined) continue;
      expect([id, /\b(MRI|CT|EMG|NCS|ESR|CRP|ODI|RMDQ|cauda equina|radiculopathy|myelo)/.exec(text)?.[0]]).toEqual([
        id,
        undefined,
      ]);
      const longest = Math.max(...text.split(/[.;?:]\s/).map((sentence) => sentence.split(' ').length));
      expect([id, longest <= 26]).toEqual([id, true]);
    }
  });
});
