/** Where a command writes: what it found to `write`, what stands in its way to `complain`. */
export interface Output {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
  /** whether `write` goes to a terminal that shows colours */
  readonly hasColours: boolean;
  /** characters per line */
  readonly columns: number;
}

/** Marks text; where there are no colours the text stays as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const usualColumns = 100;
const mostColumns = 120;

/** The output of this process. Node's own `hasColors` respects NO_COLOR, NODE_DISABLE_COLORS and TERM=dumb. */
export function processOutput(): Output {
  const { stdout, stderr } = process;
  // a reader such as `head` may close the pipe before everything is written
  stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => void stdout.write(text),
    complain: (text) => void stderr.write(text),
    hasColours: stdout.isTTY && stdout.hasColors(),
    columns: Math.min(stdout.columns ?? usualColumns, mostColumns),
  };
}

export function createPaint(hasColours: boolean): Paint {
  const paint =
    (code: number, reset: number) =>
    (text: string): string =>
      hasColours ? `\u001b[${code}m${text}\u001b[${reset}m` : text;
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    cyan: paint(36, 39),
  };
}

/** Text from a file on one line, without characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
}

/** Breaks text into lines of at most `width` characters between words; later lines start with `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const start = lines.length === 0 ? '' : indent;
    if (line !== '' && start.length + visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(start + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push((lines.length === 0 ? '' : indent) + line);
  return lines.join('\n');
}

/** Characters that take a place on the screen: colour marks do not. */
function visibleLength(text: string): number {
  const [first = '', ...marked] = text.split('\u001b');
  return marked.reduce((length, part) => length + part.replace(/^\[\d+m/, '').length, first.length);
}
