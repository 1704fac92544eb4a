import type { Assets } from './assets.js';
import { type Html, html, type Piece } from './html.js';

/** One page, without what all pages have in common. */
export interface PageParts {
  readonly title: string;
  /** language of the words, such as `en` */
  readonly language?: string;
  /** the room that it belongs to, as the head marks it */
  readonly room?: Room;
  readonly main: Html;
  /** the script of the page, by the name that it has in the build */
  readonly script?: string;
  /** the widest measure, for pages that hold tables */
  readonly isWide?: true;
}

export type Room = 'try' | 'criteria' | 'reports' | 'docs';

const rooms: readonly (readonly [room: Room, address: string, words: string])[] = [
  ['try', '/', 'Try it'],
  ['criteria', '/criteria', 'Criteria'],
  ['reports', '/reports', 'Reports'],
  ['docs', '/docs', 'Docs'],
];

/** What a document says of itself before its body; a page that stands in a frame begins with it as well. */
export function beginDocument(
  assets: Assets,
  { title, language = 'en', script }: Pick<PageParts, 'title' | 'language' | 'script'>,
): Html {
  const style = assets.addressOf('pages.css');
  const code = script === undefined ? undefined : assets.addressOf(script);
  const icon = assets.addressOf('icon.svg');
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · spine-imaging-cds</title>
${icon !== undefined && html`<link rel="icon" href="${icon}">`}
${style !== undefined && html`<link rel="stylesheet" href="${style}">`}
${code !== undefined && html`<script type="module" src="${code}"></script>`}
</head>`;
}

/** A whole page as text: head, the way to the other rooms, and what it holds. */
export function writePage(assets: Assets, { title, language, room, main, script, isWide }: PageParts): string {
  const { text } = html`${beginDocument(assets, { title, language, script })}
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><a class="name" href="/">spine-imaging-cds</a><nav aria-label="Pages"><ul>
${rooms.map(([name, address, words]) => roomLink(name === room, address, words))}
</ul></nav></header>
<main id="main" class="${isWide ? 'wide' : 'narrow'}" tabindex="-1">
${main}
</main>
<footer class="foot"><p>Decision support: the clinician decides. Not a medical device; do not enter data of real patients in a demo.</p></footer>
</body>
</html>
`;
  return text;
}

function roomLink(isHere: boolean, address: string, words: string): Html {
  return isHere
    ? html`<li><a href="${address}" aria-current="page">${words}</a></li>\n`
    : html`<li><a href="${address}">${words}</a></li>\n`;
}

/** A table with its name, which can be scrolled by keyboard where it is wider than the screen. */
export function dataTable(caption: string, headings: readonly Piece[], rows: readonly (readonly Piece[])[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map(([first, ...others]) => html`<tr><th scope="row">${first}</th>${others.map(cell)}</tr>\n`)}
</tbody></table></div>`;
}

function cell(piece: Piece): Html {
  return typeof piece === 'number' ? html`<td class="number">${piece}</td>` : html`<td>${piece}</td>`;
}
