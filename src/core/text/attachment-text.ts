/** An attached form of a report, as FHIR has it. */
export interface AttachedForm {
  readonly contentType?: string;
  /** base64 */
  readonly data?: string;
}

/** What an attachment holds as words, or why it cannot be read here. */
export type AttachmentText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'not-readable'; readonly because: 'type' | 'missing' | 'too-long' | 'not-text' };

const longestBase64 = 14 * 1024;
const longestDecoded = 10 * 1024;
/** More control characters than one in so many are no text. */
const textPerControl = 100;
const mostHeadingWords = 4;

/** Headings of the sections that are read alone when a form has them, and of those that are never read. */
export interface ReportHeadings {
  readonly conclusion: readonly string[];
  readonly left: readonly string[];
}

/** The words of a plain or HTML form; no other type is read and no address is fetched. */
export function textOfAttachment({ contentType = '', data }: AttachedForm, headings: ReportHeadings): AttachmentText {
  const [type = '', ...parameters] = contentType
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length);
  const isKnown = charset === undefined || ['utf-8', 'utf8', 'us-ascii', '"utf-8"'].includes(charset);
  if ((type !== 'text/plain' && type !== 'text/html') || !isKnown) return { kind: 'not-readable', because: 'type' };
  if (data === undefined || data === '') return { kind: 'not-readable', because: 'missing' };
  if (data.length > longestBase64) return { kind: 'not-readable', because: 'too-long' };
  const bytes = bytesOf(data);
  if (bytes === undefined) return { kind: 'not-readable', because: 'not-text' };
  if (bytes.length > longestDecoded) return { kind: 'not-readable', because: 'too-long' };
  const decoded = decode(bytes);
  if (hasTooManyControls(decoded)) return { kind: 'not-readable', because: 'not-text' };
  const words = type === 'text/html' ? textOfHtml(decoded) : decoded;
  return { kind: 'text', text: sectionsToRead(words, headings) };
}

function bytesOf(data: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** UTF-8 if it is valid, else Latin-1. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  }
}

function hasTooManyControls(text: string): boolean {
  let controls = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) || code === 0xfffd) controls += 1;
  }
  return controls * textPerControl >= Math.max(1, text.length) && controls > 0;
}

const lineTags: readonly string[] = ['br', 'p', 'div', 'li', 'tr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table'];
const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Takes the tags out in one pass; scripts and styles go with what they hold. */
export function textOfHtml(html: string): string {
  let text = '';
  for (let at = 0; at < html.length; ) {
    const each = html[at] ?? '';
    if (each === '<') {
      const end = html.indexOf('>', at);
      if (end < 0) break;
      const name = tagName(html, at + 1);
      if (lineTags.includes(name)) text += '\n';
      at = name === 'script' || name === 'style' ? endOfElement(html, end, name) : end + 1;
    } else if (each === '&') {
      const end = html.indexOf(';', at);
      const entity = end > at && end - at <= 9 ? entityOf(html.slice(at + 1, end)) : undefined;
      text += entity ?? each;
      at = entity === undefined ? at + 1 : end + 1;
    } else {
      text += each;
      at += 1;
    }
  }
  return text;
}

function tagName(html: string, from: number): string {
  let start = from;
  if (html[start] === '/') start += 1;
  let end = start;
  while (end < html.length && end - start < 10 && !' \t\r\n/>'.includes(html[end] ?? '>')) end += 1;
  return html.slice(start, end).toLowerCase();
}

function endOfElement(html: string, from: number, name: string): number {
  const close = html.toLowerCase().indexOf(`</${name}`, from);
  const end = close < 0 ? -1 : html.indexOf('>', close);
  return end < 0 ? html.length : end + 1;
}

function entityOf(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name];
  const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return Number.isInteger(code) && code > 0 && code < 0x110000 ? String.fromCodePoint(code) : undefined;
}

/** The conclusion alone if the form has such a heading; else everything but technique and comparison. */
function sectionsToRead(text: string, { conclusion, left }: ReportHeadings): string {
  const sections: { readonly heading: string; readonly lines: string[] }[] = [{ heading: '', lines: [] }];
  for (const line of text.split('\n')) {
    const heading = [...conclusion, ...left].find(
      (name) => line.trim().toLowerCase().startsWith(`${name}:`) || line.trim().toLowerCase() === name,
    );
    if (heading === undefined && !isHeading(line)) sections.at(-1)?.lines.push(line);
    else sections.push({ heading: heading ?? '', lines: [heading === undefined ? line : afterHeading(line)] });
  }
  const concluding = sections.filter(({ heading }) => conclusion.includes(heading));
  const read = concluding.length > 0 ? concluding : sections.filter(({ heading }) => !left.includes(heading));
  return read
    .flatMap(({ lines }) => lines)
    .join('\n')
    .trim();
}

/** At most four words before a colon at the start of a line, the first with a capital, begin another section. */
function isHeading(line: string): boolean {
  const [head = '', ...rest] = line.trim().split(':');
  const first = head[0] ?? '';
  return rest.length > 0 && first !== first.toLowerCase() && head.split(' ').length <= mostHeadingWords;
}

function afterHeading(line: string): string {
  const colon = line.indexOf(':');
  return colon < 0 ? '' : line.slice(colon + 1).trim();
}
