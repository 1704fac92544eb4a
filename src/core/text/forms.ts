import type { Mention } from './mentions.js';
import type { Scan } from './scan.js';
import { signs } from './signs.js';
import { emptyBox, tickedBox } from './token.js';

/** What the boxes of a form say of a mention. */
export type Ticked = 'empty' | 'ticked' | 'none';

interface Box {
  readonly at: number;
  readonly isTicked: boolean;
}

/** The boxes of one segment: they belong to the words after them if the line begins with one, else to those before. */
export function boxesOf(
  { passage, segment, signsAt }: Scan,
  mentions: readonly Mention[],
): (mention: Mention) => Ticked {
  const boxes: Box[] = [];
  const bits = (at: number): number => signsAt[at - segment.from] ?? 0;
  for (let at = segment.from; at < segment.to; at += 1) {
    const token = passage.tokens[at];
    if (token?.kind === 'box' && (token.text === emptyBox || token.text === tickedBox))
      boxes.push({ at, isTicked: token.text === tickedBox });
    // "yes / no" with neither struck out is an answer not given
    const next = token?.text === '/' ? at + 1 : at;
    const isChoice = next > at && (bits(at - 1) & signs.yes) !== 0 && (bits(next) & signs.no) !== 0;
    if (isChoice) boxes.push({ at: at - 1, isTicked: false });
  }
  const [first] = boxes;
  if (first === undefined) return () => 'none';
  const isBefore = isBeforeWords({ passage, segment }, mentions, boxes);
  return (mention) => {
    const box = isBefore ? boxes.findLast(({ at }) => at < mention.from) : boxes.find(({ at }) => at >= mention.to);
    if (box === undefined) return 'none';
    return box.isTicked ? 'ticked' : 'empty';
  };
}

/** Whether boxes stand before their words: the line begins with one, behind a heading at most, and does not end with one. */
function isBeforeWords(
  { passage: { tokens }, segment }: Pick<Scan, 'passage' | 'segment'>,
  mentions: readonly Mention[],
  [first, second]: readonly Box[],
): boolean {
  if (first === undefined || first.at === segment.from) return true;
  if (tokens[segment.to - 1]?.kind === 'box') return false;
  const isLabelled = (box: Box): boolean => tokens[box.at - 1]?.text === ':';
  // "Red flags: [ ] fever [ ] trauma" has one colon, "Fever: [ ] Trauma: [ ] both" one for each
  if (isLabelled(first)) return second === undefined || !isLabelled(second);
  return mentions.every(({ from }) => from > first.at);
}
