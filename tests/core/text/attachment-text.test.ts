import { describe, expect, it } from 'vitest';
import { textOfAttachment } from '../../../src/core/text/attachment-text.js';

const headings = { conclusion: ['impression', 'conclusion', 'opinion'], left: ['technique', 'comparison'] };
const read = (contentType: string, text: string) =>
  textOfAttachment({ contentType, data: Buffer.from(text, 'utf8').toString('base64') }, headings);

describe('an attached form', () => {
  it('is read when it is plain text', () => {
    expect(read('text/plain; charset=UTF-8', 'No fracture.')).toEqual({ kind: 'text', text: 'No fracture.' });
  });

  it('loses its tags, scripts and entities when it is HTML', () => {
    const html = '<style>p{}</style><p>Cord&nbsp;&amp; canal<br>normal</p><script>alert("fever")</script>&#8805;5';
    const words = read('text/html', html);
    expect(
      words.kind === 'text'
        ? words.text
            .split('\n')
            .map((line) => line.trim())
            .filter(Boolean)
        : [],
    ).toEqual(['Cord & canal', 'normal', '≥5'.trim()]);
  });

  it('is read from its impression alone when it has one', () => {
    expect(
      read('text/plain', 'TECHNIQUE: sagittal T1\nFINDINGS: disc bulge\nIMPRESSION: cauda equina compression'),
    ).toEqual({
      kind: 'text',
      text: 'cauda equina compression',
    });
  });

  it('is read without technique and comparison when it has no impression', () => {
    expect(read('text/plain', 'Technique: contrast given\nFindings: normal')).toEqual({
      kind: 'text',
      text: 'Findings: normal',
    });
  });

  it.each([
    ['application/pdf', 'x', 'type'],
    ['text/plain; charset=utf-16', 'x', 'type'],
    ['text/plain', 'x'.repeat(11_000), 'too-long'],
    ['text/plain', '\u0001\u0002\u0003', 'not-text'],
    ['text/plain', '', 'missing'],
  ] as const)('of %s that cannot be read says why', (contentType, text, because) => {
    expect(read(contentType, text)).toEqual({ kind: 'not-readable', because });
  });

  it('that is no base64 is not readable', () => {
    expect(textOfAttachment({ contentType: 'text/plain', data: '%%%' }, headings)).toEqual({
      kind: 'not-readable',
      because: 'not-text',
    });
  });

  it('in Latin-1 is read too', () => {
    const data = Buffer.from('Fuß', 'latin1').toString('base64');
    expect(textOfAttachment({ contentType: 'text/plain', data }, headings)).toEqual({ kind: 'text', text: 'Fuß' });
  });
});
