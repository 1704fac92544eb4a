import { expect, it } from 'vitest';
import { grantFor } from '../../src/fhir/scopes.js';

it('F-9 scopes of up to 4 kB are read, longer ones grant nothing', () => {
  const scope = 'patient/*.rs '.repeat(315);
  expect([scope.length, grantFor(scope, 'Condition').kind]).toEqual([4_095, 'all']);
  expect(grantFor(`${scope} patient/Condition.rs`, 'Condition').kind).toBe('none');
});
