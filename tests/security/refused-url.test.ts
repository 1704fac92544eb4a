import { describe, expect, it } from 'vitest';
import { refusedUrlOf } from '../../src/clients/refused-url.js';
import type { RefusalReason } from '../../src/clients/verify-token.js';
import { claims, forge, path, publicUrl, registered } from './tokens.js';

const client = registered({ iss: 'https://ehr.example/fhir/R4' });

function refused(reason: RefusalReason, changes: { readonly [claim: string]: unknown }) {
  const token = forge({ alg: 'ES384' }, claims(changes));
  return refusedUrlOf({
    reason,
    client: reason === 'unknown-issuer' ? undefined : client,
    call: { path, authorization: `Bearer ${token}` },
    clients: [client],
    publicUrl,
  });
}

describe('the log line of a refused token', () => {
  it.each([
    [`${publicUrl}/cds-services`, `${publicUrl}/cds-services`],
    [publicUrl, `${publicUrl}/`],
    [
      'http://cds.example.org:3000/cds-services/spine-imaging',
      'http://cds.example.org:3000/cds-services/spine-imaging',
    ],
    [['https://other.example', `${publicUrl}/cds-services`], `${publicUrl}/cds-services`],
    [`${publicUrl}/Jane-Doe`, `${publicUrl}/…`],
    [`${publicUrl}${path}?patient=Jane`, `${publicUrl}/…`],
    [`https://jane:doe@cds.example.org${path}`, `${publicUrl}/…`],
    ['https://jane-doe.example', 'another address'],
    ['Jane Doe', 'another address'],
    [undefined, 'another address'],
  ])('A-9 repeats of aud %j what is ours', (aud, given) => {
    expect(refused('audience', { aud })).toEqual({ claim: 'aud', expected: `${publicUrl}${path}`, given });
  });

  it.each([
    ['https://ehr.example/fhir/R4/', 'https://ehr.example/fhir/R4/'],
    ['http://ehr.example/fhir/r4', 'http://ehr.example/fhir/r4'],
    ['https://ehr.example/Jane-Doe', 'https://ehr.example/…'],
  ])('A-2 repeats of iss %j what is a client’s', (iss, given) => {
    expect(refused('unknown-issuer', { iss })).toEqual({ claim: 'iss', expected: client.iss, given });
  });

  it('A-15 repeats nothing of an issuer at another host, nor for other reasons', () => {
    expect(refused('unknown-issuer', { iss: 'https://jane-doe.example' })).toBeUndefined();
    expect(refused('signature', {})).toBeUndefined();
  });
});
