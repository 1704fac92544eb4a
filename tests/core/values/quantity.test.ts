import { describe, expect, it, vi } from 'vitest';
import { inUnit } from '../../../src/core/values/quantity.js';

describe('a unit', () => {
  it.each([
    ['deg F', 101],
    ['\u00b0 F', 101],
    ['[degF]', 101],
    ['deg C', 38.333333],
  ])('is known as people write it: %s', (unit, value) => {
    expect(inUnit({ value, unit, bound: 'exact' }, 'Cel')).toBe(38.333333);
  });

  it.each(['Jane Example, room 4', '(mg', 'mg)', 'a(b{c}d)e', '{x}(mg)y', 'mg/(L'])(
    'that is none is not printed: %s',
    (unit) => {
      const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
      const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
      const value = inUnit({ value: 1, unit, bound: 'exact' }, 'mg/L');
      const printed = [...log.mock.calls, ...write.mock.calls].length;
      log.mockRestore();
      write.mockRestore();
      expect(value).toBeUndefined();
      expect(printed).toBe(0);
    },
  );
});
