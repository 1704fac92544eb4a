import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { fill } from '../../../src/core/guideline/phrase.js';
import { atStart, escapeMarkdown, inSentence } from '../../../src/core/values/markdown.js';

describe('a phrase', () => {
  it('is filled in by name, and a name without a value is left out', () => {
    expect(fill('{{a}} and {{b}}{{a}}', { a: '1' })).toBe('1 and 1');
    expect(fill('nothing here', { a: '1' })).toBe('nothing here');
  });

  it('stands in a sentence or at the start of a line without losing its abbreviations', () => {
    expect(['Saddle numbness', 'MRI safety', 'ODI', 'b'].map(inSentence)).toEqual([
      'saddle numbness',
      'MRI safety',
      'ODI',
      'b',
    ]);
    expect(['saddle', 'MRI', ''].map(atStart)).toEqual(['Saddle', 'MRI', '']);
  });
});

describe('text from a request', () => {
  // rendered as the most permissive client would: raw HTML allowed, plain links made clickable
  const permissive = new MarkdownIt({ html: true, linkify: true, typographer: true });

  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['an image with a handler', '<img src=x onerror=alert(1)>'],
    ['a comment', '<!-- hidden -->'],
    ['an HTML entity', '&lt;b&gt; &#x3C;script&#x3E; &amp;'],
    ['a link', '[click](https://evil.example)'],
    ['a script link', '[click](javascript:alert(1))'],
    ['a reference link', '[click][1]\n\n[1]: https://evil.example'],
    ['an autolink', '<https://evil.example>'],
    ['a bare link', 'see https://evil.example/path?q=1 now'],
    ['a bare link in capitals', 'HTTPS://EVIL.EXAMPLE'],
    ['a link without scheme', 'www.evil.example and WWW.evil.example'],
    ['an address', 'mail a.b@evil.example or mailto:a@evil.example'],
    ['a data link', 'data:text/html;base64,PHNjcmlwdD4='],
    ['an image', '![i](https://evil.example/i.png)'],
    ['code', '`rm -rf` and ``x``'],
    ['a code block', '```\ncode\n```'],
    ['emphasis', '**bold** _it_ __b__ ~~gone~~'],
    ['a heading', '# Heading\n\n## Two\n\nText\n==='],
    ['a list', '\n- one\n- two\n\n1. three'],
    ['a quote', '> quote'],
    ['a table', '| a | b |\n|---|---|\n| 1 | 2 |'],
    ['a rule', '\n\n---\n\n***'],
    ['a footnote', '[^1] and [^1]: note'],
    ['a backslash at the end', 'text\\'],
    ['math', '$x$ $$y$$'],
  ])('holds no markup once rendered: %s', (_, text) => {
    const line = `Order: ${escapeMarkdown(text)} (end)`;
    const html = permissive.render(line);
    expect(html).toMatch(/^<p>Order: [^<]* \(end\)<\/p>\n$/);
    expect(html).not.toMatch(/href|src=[^x]/);
    expect(line).not.toMatch(/\/\/|www\.|\w@\w|(?:javascript|data|mailto):\S/i);
  });

  it.each([
    ['bidirectional controls', 'a\u202Eb\u2066c\u2069d\u200Fe\u061Cf', 'a b c d e f'],
    ['invisible characters', 'a\u200Bb\u00ADc\uFEFFd\u2060e', 'a b c d e'],
    ['control characters', 'a\u0000b\u0007c\u001B[31md', 'a b c \\[31md'],
    ['line and paragraph breaks', 'a\r\nb\u2028c\u2029d\te', 'a b c d e'],
    ['half a character', 'a\uD83Db', 'a b'],
    ['tag characters', 'a\u{E0041}b', 'a b'],
  ])('keeps one visible line: %s', (_, text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('stays readable when it is harmless', () => {
    expect(escapeMarkdown('  MRI, lumbar spine: L4/L5 w/o contrast - 50 %, "urgent"; ça va? 腰椎 ')).toBe(
      'MRI, lumbar spine: L4/L5 w/o contrast - 50 %, "urgent"; ça va? 腰椎',
    );
  });

  it('is cut at 200 characters', () => {
    expect(escapeMarkdown('x'.repeat(10_000))).toBe('x'.repeat(200));
  });
});
