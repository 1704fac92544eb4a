/** Where a command writes: what it found, what stands in its way, and how far it is. */
export interface Terminal {
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
  /** one line, overwritten by the next; only a person sees it */
  readonly progress: (text: string) => void;
  /** marks text where colours can be seen; elsewhere it stays as it is */
  readonly paint: Paint;
  /** characters per line */
  readonly columns: number;
}

export type Paint = (colour: Colour, text: string) => string;

type Colour = keyof typeof colours;

/** What starts and what ends each colour, as ANSI codes. */
const colours = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

const clearLine = '\r\u001b[2K';
const usualColumns = 100;
const mostColumns = 120;

/**
 * The streams of a process as a terminal: colours and progress only where a person is looking. Node's own `hasColors`
 * respects NO_COLOR, NODE_DISABLE_COLORS and TERM=dumb.
 */
export function createTerminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  // a reader such as `head` may close the pipe before everything is written
  stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
  let isInProgress = false;
  const clear = (): void => {
    if (isInProgress) stderr.write(clearLine);
    isInProgress = false;
  };
  return {
    write: (text) => {
      clear();
      stdout.write(text);
    },
    complain: (text) => {
      clear();
      stderr.write(text);
    },
    progress: (text) => {
      if (!stderr.isTTY) return;
      stderr.write(clearLine + text);
      isInProgress = true;
    },
    paint: stdout.isTTY && stdout.hasColors() ? inColour : (_, text) => text,
    columns: Math.min(stdout.columns ?? usualColumns, mostColumns),
  };
}

function inColour(colour: Colour, text: string): string {
  const [start, end] = colours[colour];
  return `\u001b[${start}m${text}\u001b[${end}m`;
}

/** Text from a file on one line, without characters that a terminal would obey. */
export function printable(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim();
}

/** Breaks text into lines of at most `width` characters between words; later lines start with `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  const [before = ''] = /^ */.exec(text) ?? [];
  for (const word of text.slice(before.length).split(' ')) {
    const start = lines.length === 0 ? before : indent;
    if (line !== '' && start.length + visibleLength(line) + 1 + visibleLength(word) > width) {
      lines.push(start + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push((lines.length === 0 ? before : indent) + line);
  return lines.join('\n');
}

/** Characters that take a place on the screen: colour marks do not. */
function visibleLength(text: string): number {
  const [first = '', ...marked] = text.split('\u001b');
  return marked.reduce((length, part) => length + part.replace(/^\[\d+m/, '').length, first.length);
}
