import type { Entry, Line, Span } from '../../core/document/span.js';

/** Pieces of Markdown, as GitHub and markdown-it both read it; no HTML. */

/** Text from a card file as it is meant: characters that Markdown would take for markup are escaped. */
export function plain(text: string): string {
  return escaped(text.replace(/\s+/g, ' ').trim());
}

function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|~&]/g, (character) => `\\${character}`);
}

/** A line of a printed guideline. */
export function lineAsMarkdown(line: Line): string {
  return line.map(spanAsMarkdown).join('').trim();
}

function spanAsMarkdown(span: Span): string {
  switch (span.kind) {
    case 'text':
      return escaped(span.text);
    case 'strong':
      return `**${span.text}**`;
    case 'code':
      return code(span.text);
    case 'sources':
      return sourceLinks(span.keys);
  }
}

/** Keys of sources as links to the list of sources. */
export function sourceLinks(keys: readonly string[] | undefined): string {
  return keys === undefined || keys.length === 0 ? '' : `[${keys.map((key) => linkTo('Sources', key)).join(', ')}]`;
}

/** What is said of a row, as an item of a list. */
export function entryAsMarkdown({ name, line, list }: Entry): string {
  const said = lineAsMarkdown(line);
  const first = `**${name}:**${said === '' ? '' : ` ${said}`}`;
  return list.length === 0 ? first : `${first}\n${bullets(list.map(lineAsMarkdown))}`;
}

export function code(text: string): string {
  return `\`${text.replace(/\s+/g, ' ').trim()}\``;
}

/** A table; cells hold Markdown, are brought on one line, and an empty one shows a dash. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(headings.map(cell)),
    `|${headings.map(() => ' --- |').join('')}`,
    ...rows.map((row) => line(row.map((text) => cell(text) || '–'))),
  ].join('\n');
}

function cell(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<!\\)\|/g, '\\|');
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item.replace(/\n/g, '\n  ')}`).join('\n');
}

/** A link to a heading of the same document. */
export function linkTo(heading: string, text: string): string {
  return `[${text}](#${slugOf(heading)})`;
}

/** The anchor of a heading, as GitHub makes it. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

/** A section with its heading; nothing at all when it would be empty. */
export function section(heading: string, ...blocks: readonly string[]): string {
  const body = blocks.filter((block) => block !== '');
  return body.length === 0 ? '' : [`## ${heading}`, ...body].join('\n\n');
}
