import { describe, expect, it } from 'vitest';
import {
  and,
  anything,
  combine,
  holds,
  known,
  map,
  not,
  nothing,
  only,
  or,
  type Truth,
} from '../../../src/core/rules/truth.js';

const truths: readonly Truth[] = [true, false, undefined];

describe('a set of truths', () => {
  it.each(truths)('of %s alone holds that one and no other', (truth) => {
    expect(truths.filter((other) => holds(only(truth), other))).toEqual([truth]);
  });

  it.each([
    { set: nothing, members: [] },
    { set: known, members: [true, false] },
    { set: anything, members: [true, false, undefined] },
  ])('holds $members', ({ set, members }) => {
    expect(truths.filter((truth) => holds(set, truth))).toEqual(members);
  });

  it.each([
    { of: 'anything and false', set: combine(anything, only(false), and), members: [false] },
    { of: 'anything and true', set: combine(anything, only(true), and), members: [true, false, undefined] },
    { of: 'known and unknown', set: combine(known, only(undefined), and), members: [false, undefined] },
    { of: 'known or unknown', set: combine(known, only(undefined), or), members: [true, undefined] },
    { of: 'anything or true', set: combine(anything, only(true), or), members: [true] },
    { of: 'nothing or anything', set: combine(nothing, anything, or), members: [] },
    { of: 'not true or unknown', set: map(only(true) | only(undefined), not), members: [false, undefined] },
  ])('of "$of" holds what the operation can give', ({ set, members }) => {
    expect(truths.filter((truth) => holds(set, truth))).toEqual(members);
  });
});
