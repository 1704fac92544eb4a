import { describe, expect, it } from 'vitest';
import { printable, wrap } from '../../src/cli/terminal/terminal.js';
import { markdownAsText } from '../../src/cli/terminal/terminal-markdown.js';

const asMark = (colour: string, text: string): string => `<${colour}>${text}</${colour}>`;

describe('a line', () => {
  it('holds no character that a terminal obeys', () => {
    expect(printable(' red\u001b[31m\r\nflag\u202e\t! ')).toBe('red [31m flag !');
  });

  it('is broken between words, not counting colours', () => {
    expect(wrap('  one two three four', 12, '    ')).toBe('  one two\n    three\n    four');
    expect(wrap('\u001b[1mone\u001b[22m two', 7)).toBe('\u001b[1mone\u001b[22m two');
    expect(wrap('unbreakable', 4)).toBe('unbreakable');
  });
});

describe('Markdown of a card as text', () => {
  it.each([
    ['### Why\n\nBecause.', '<bold>Why</bold>\nBecause.'],
    ['**MRI.** Go on.', '<bold>MRI.</bold> Go on.'],
    ['one\ntwo  \nthree', 'one two\nthree'],
    ['- one\n- two\n\nafter', '- one\n- two\n\nafter'],
    ['- a long line that has to be broken somewhere', '- a long line that has to be\n  broken somewhere'],
    ['> mind this', '! mind this'],
    ['a \\*star\\* &lt;b&gt; and <i>tags</i>', 'a *star* <b> and <i>tags</i>'],
  ])('%j becomes %j', (markdown, text) => {
    expect(markdownAsText(markdown, 30, asMark)).toBe(text);
  });
});
