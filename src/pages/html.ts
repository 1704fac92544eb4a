import { escapeHtml } from '../core/values/escape-html.js';

/** A piece of HTML that is safe to show: everything in it was escaped, or made by a writer that escapes. */
export interface Html {
  readonly kind: 'html';
  readonly text: string;
}

/** What may stand in a template: text is escaped, HTML is taken as it is, nothing stands for undefined and false. */
export type Piece = Html | string | number | undefined | false | readonly Piece[];

/** The one way in which pages are written: `html\`<p title="${title}">${text}</p>\``; attributes stand in quotes. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { kind: 'html', text: strings.map((text, at) => text + textOfPiece(pieces[at])).join('') };
}

function textOfPiece(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return String(piece);
  if ('kind' in piece) return piece.text;
  return piece.map(textOfPiece).join('');
}

/** Text that another writer has escaped: markdown-it and the charts; a test holds the list of callers. */
export function raw(text: string): Html {
  return { kind: 'html', text };
}

/** A link, where its address is one of the web or of these pages; else its words alone, so that nothing runs on a click. */
export function link(address: string | undefined, words: Piece): Html {
  const href = safeAddress(address);
  if (href === undefined) return html`${words}`;
  const rel = href.startsWith('/') || href.startsWith('#') ? '' : 'noreferrer';
  return rel === '' ? html`<a href="${href}">${words}</a>` : html`<a href="${href}" rel="${rel}">${words}</a>`;
}

function safeAddress(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  if (/^[/#](?![/\\])[^\s\\]*$/.test(address)) return address;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}
