import { describe, expect, it } from 'vitest';
import { createRecordForms, noRecordForms } from '../../../src/core/guideline/record-forms.js';

const { statusOf } = createRecordForms({
  ...noRecordForms,
  statuses: {
    clinical: { active: [], resolved: ['gone', '已解决'] },
    verification: { confirmed: [] },
    observation: { final: [], 'entered-in-error': ['ошибка'] },
    event: { completed: [] },
    certainty: {},
  },
});

describe('a status in words of another script', () => {
  it('is known as it is written', () => {
    expect(statusOf('clinical', '已解决')).toBe('resolved');
    expect(statusOf('observation', 'ошибка')).toBe('entered-in-error');
  });

  it('is no other word of that script, and no empty one', () => {
    expect(statusOf('clinical', '活性')).toBe('unread');
    expect(statusOf('observation', 'готово')).toBe('unread');
    expect(statusOf('clinical', '')).toBeUndefined();
    expect(statusOf('observation', '')).toBeUndefined();
    expect(statusOf('observation', ' ')).toBeUndefined();
  });
});
