import type { Mention } from './mentions.js';
import type { Scan } from './scan.js';
import { signs } from './signs.js';
import { emptyBox, tickedBox } from './token.js';

/** What the boxes of a form say of a mention. */
export type Ticked = 'empty' | 'ticked' | 'none';

/** The boxes of one segment: they belong to the words after them if the first one precedes every mention, else to those before. */
export function boxesOf(
  { passage, segment, signsAt }: Scan,
  mentions: readonly Mention[],
): (mention: Mention) => Ticked {
  const boxes: { readonly at: number; readonly isTicked: boolean }[] = [];
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
  const isBefore = mentions.every(({ from }) => from > first.at);
  return (mention) => {
    const box = isBefore ? boxes.findLast(({ at }) => at < mention.from) : boxes.find(({ at }) => at >= mention.to);
    if (box === undefined) return 'none';
    return box.isTicked ? 'ticked' : 'empty';
  };
}
