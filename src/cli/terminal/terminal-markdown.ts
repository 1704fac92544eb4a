import MarkdownIt, { type Token } from 'markdown-it';
import { type Paint, printable, wrap } from './terminal.js';

const markdown = new MarkdownIt({ html: false });

interface Place {
  /** what stands before the first line of the next block */
  readonly first: string;
  /** what stands before every other line */
  readonly rest: string;
}

/** A card's Markdown as plain lines: marks taken away, entities and escapes read, lines broken at `width`. */
export function markdownAsText(source: string, width: number, paint: Paint): string {
  const lines: string[] = [];
  const places: Place[] = [{ first: '', rest: '' }];
  let isHeading = false;
  let isTight = false;
  const open = (first: string): void => {
    const { rest } = places.at(-1) ?? { rest: '' };
    places.push({ first: rest + first, rest: rest + ' '.repeat(first.length) });
  };
  const add = (text: string): void => {
    const place = places.at(-1) ?? { first: '', rest: '' };
    text.split('\n').forEach((line, index) => {
      const start = index === 0 ? place.first : place.rest;
      lines.push(...wrap(start + line, width, place.rest).split('\n'));
    });
    places[places.length - 1] = { first: place.rest, rest: place.rest };
  };
  for (const token of markdown.parse(source, {})) {
    switch (token.type) {
      case 'heading_open':
        isHeading = true;
        break;
      case 'heading_close':
        isHeading = false;
        break;
      case 'list_item_open':
        isTight = true;
        open('- ');
        break;
      case 'list_item_close':
        isTight = false;
        places.pop();
        break;
      case 'bullet_list_close':
      case 'ordered_list_close':
        lines.push('');
        break;
      case 'blockquote_open':
        open('! ');
        break;
      case 'blockquote_close':
        places.pop();
        break;
      case 'inline': {
        const text = inlineText(token.children ?? [], paint);
        add(isHeading ? paint('bold', text) : text);
        if (!isTight && !isHeading) lines.push('');
        break;
      }
      case 'fence':
      case 'code_block':
        add(token.content);
        break;
    }
  }
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function inlineText(tokens: readonly Token[], paint: Paint): string {
  let isStrong = false;
  let text = '';
  for (const token of tokens) {
    if (token.type === 'strong_open') isStrong = true;
    else if (token.type === 'strong_close') isStrong = false;
    else if (token.type === 'softbreak') text += ' ';
    else if (token.type === 'hardbreak') text += '\n';
    else if (token.content !== '') text += isStrong ? paint('bold', kept(token.content)) : kept(token.content);
  }
  return text;
}

/** Printable text with the spaces at its ends, which separate it from what stands beside it. */
function kept(content: string): string {
  const [, before = '', after = ''] = /^(\s*)[\s\S]*?(\s*)$/.exec(content) ?? [];
  const text = printable(content);
  return text === '' ? ' ' : `${before === '' ? '' : ' '}${text}${after === '' ? '' : ' '}`;
}
