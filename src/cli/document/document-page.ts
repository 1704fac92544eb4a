import MarkdownIt, { type Token } from 'markdown-it';
import { pageStyle } from './document-style.js';
import { slugOf } from './document-text.js';

/** Words that stand alone in a table cell and get a colour of their own; the words stay, so that print loses nothing. */
const marked: ReadonlySet<string> = new Set([
  'appropriate',
  'may be appropriate',
  'not appropriate',
  'indicated emergency',
  'indicated urgent',
  'indicated',
  'not indicated',
  'insufficient information',
]);

/** A Markdown document as one HTML page: no script, nothing to load, headings that links can reach. */
export function markdownAsPage(source: string, title: string, language = 'en'): string {
  const markdown = new MarkdownIt({ html: false });
  const tokens = markdown.parse(source, {});
  markTokens(tokens);
  const text = markdown.renderer.render(tokens, markdown.options, {});
  const body = text.replaceAll('<table', '<div class="wide"><table').replaceAll('</table>', '</table></div>');
  const name = markdown.utils.escapeHtml(title);
  return `<!doctype html>
<html lang="${markdown.utils.escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name}</title>
<style>
${pageStyle}</style>
</head>
<body>
<main>
${body}</main>
</body>
</html>
`;
}

/** Gives headings their anchors, tables the name of their section, and cells with a rating their colour. */
function markTokens(tokens: readonly Token[]): void {
  let place = '';
  tokens.forEach((token, index) => {
    const words = tokens[index + 1]?.content ?? '';
    if (token.type === 'heading_open') {
      const slug = slugOf(plainWords(tokens[index + 1]));
      token.attrSet('id', slug);
      place = slug;
    }
    if (token.type === 'table_open') token.attrSet('class', place);
    if (token.type === 'td_open' && marked.has(words)) token.attrSet('class', `is-${words.replaceAll(' ', '-')}`);
  });
}

function plainWords(token: Token | undefined): string {
  return (token?.children ?? []).map(({ content }) => content).join('');
}
