import { describe, expect, it } from 'vitest';
import { smartServerOf } from '../../src/smart/launch.js';

const iss = 'https://ehr.example.org/fhir';
const good = { authorization_endpoint: 'https://auth.example.org/a', token_endpoint: 'https://auth.example.org/t' };

describe('the SMART configuration of an EHR', () => {
  it('names where users sign in and where tokens are', () => {
    expect(smartServerOf(good, iss)).toEqual({
      issuer: iss,
      authorizationEndpoint: 'https://auth.example.org/a',
      tokenEndpoint: 'https://auth.example.org/t',
    });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list', [good]],
    ['no token endpoint', { authorization_endpoint: good.authorization_endpoint }],
    ['an endpoint that is no text', { ...good, token_endpoint: [good.token_endpoint] }],
    ['an endpoint without TLS', { ...good, token_endpoint: 'http://auth.example.org/t' }],
    ['a script', { ...good, authorization_endpoint: 'javascript:alert(1)' }],
    ['a file', { ...good, token_endpoint: 'file:///etc/passwd' }],
    ['a path', { ...good, authorization_endpoint: '/a' }],
    ['a server on the machine of the service', { ...good, token_endpoint: 'http://127.0.0.1:9200/_search' }],
    ['the same by name', { ...good, token_endpoint: 'http://localhost:9200/' }],
    ['metadata of a cloud', { ...good, token_endpoint: 'http://169.254.169.254/latest' }],
  ])('that names %s is not followed', (_, configuration) => {
    expect(smartServerOf(configuration, iss)).toBeUndefined();
  });
});
