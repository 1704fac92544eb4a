import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate, type Vignette } from '../../src/core/trial/vignette.js';
import { guideline } from '../guideline.js';

const vignettes = ['vignettes', 'vignettes-1.1', 'vignettes-1.1-extra'].flatMap((file): readonly Vignette[] =>
  JSON.parse(readFileSync(`cards/low-back-pain/vignettes/${file}.json`, 'utf8')),
);

describe('at fact level, the answer is as expected for', () => {
  it.each(vignettes)('$id $title', ({ facts, order, expected, additionalOrders = [] }) => {
    const orders = [{ order, expected }, ...additionalOrders];
    const answers = orders.map((each) => evaluate(guideline, facts, each.order));
    expect(
      answers.map(({ rating, criterion, studyRating, pama }) => ({ rating, criterion, studyRating, pama })),
    ).toEqual(orders.map((each) => each.expected));
  });
});
