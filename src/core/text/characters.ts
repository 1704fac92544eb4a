/** What a character is to the tokeniser. */
export const space = 0;
export const letter = 1;
export const digit = 2;
const mark = 3;
export const line = 4;
/** stands in no word and ends none: zero-width characters, directions, how an emoji is drawn */
export const ignored = 5;
export const apostrophe = 6;

const classes = new Uint8Array(128);
for (let code = 0x61; code <= 0x7a; code += 1) classes[code] = classes[code - 0x20] = letter;
for (let code = 0x30; code <= 0x39; code += 1) classes[code] = digit;
for (const each of '!#%&()*+,-./:;<=>?[]_{|}~') classes[each.charCodeAt(0)] = mark;
for (const code of [0x0a, 0x0b, 0x0c, 0x0d]) classes[code] = line;
classes[0x27] = apostrophe;
classes[0x60] = apostrophe;

/** Marks beyond ASCII, as the plain one that means the same. */
const plainMarks = new Map<number, string>([
  ...[0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212].map((code) => [code, '-'] as const),
  ...[0x2022, 0x2023, 0x25aa, 0x25cf, 0x25e6, 0x2043, 0x00b7].map((code) => [code, '•'] as const),
  [0x00bf, ','],
  [0x00a1, ','],
  [0x00b0, '°'],
  [0x2264, '<'],
  [0x2265, '>'],
  [0x2026, '.'],
  [0x3001, ','],
  [0x3002, '.'],
]);

/** Boxes as one character: empty and ticked. */
export const boxes: ReadonlyMap<number, boolean> = new Map([
  ...[0x2610, 0x25a1, 0x25fb, 0x25fd, 0x274f].map((code) => [code, false] as const),
  ...[0x2611, 0x2612, 0x2713, 0x2714, 0x2705, 0x25a0].map((code) => [code, true] as const),
]);

/** Arrows as one character: fallen, risen, from one to another. */
export const arrows: ReadonlyMap<number, string> = new Map([
  ...[0x2193, 0x21d3, 0x21e9, 0x2b07].map((code) => [code, '\u2193'] as const),
  ...[0x2191, 0x21d1, 0x21e7, 0x2b06].map((code) => [code, '\u2191'] as const),
  ...[0x2192, 0x21d2, 0x27a1, 0x2794, 0x279c, 0x279d, 0x279e].map((code) => [code, '\u2192'] as const),
]);

/** The kind of a character, by its UTF-16 unit. */
export function kindOf(code: number): number {
  if (code < classes.length) return classes[code] ?? space;
  if (code === 0x2019 || code === 0x2018 || code === 0x02bc || code === 0x00b4) return apostrophe;
  if (code === 0x00ad || (code >= 0x200b && code <= 0x200f) || code === 0xfeff) return ignored;
  if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f)) return ignored;
  if (code >= 0xfe00 && code <= 0xfe0f) return ignored;
  if (code === 0x2028 || code === 0x2029 || code === 0x0085) return line;
  if (plainMarks.has(code) || boxes.has(code) || arrows.has(code)) return mark;
  return isLetter(code) ? letter : space;
}

/** A mark as written plainly. */
export function plainMark(code: number): string {
  return plainMarks.get(code) ?? String.fromCharCode(code);
}

/** Letters of any script and the accents that combine with them; surrogates (emoji, rare scripts) are none. */
function isLetter(code: number): boolean {
  if (code < 0xc0) return code === 0xaa || code === 0xb5 || code === 0xba;
  if (code === 0xd7 || code === 0xf7) return false;
  return code < 0x2000 || (code >= 0x2c00 && code < 0xd800 && !(code >= 0x3000 && code < 0x3040)) || code >= 0xf900;
}
