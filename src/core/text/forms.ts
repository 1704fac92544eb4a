import type { Mention } from './mentions.js';
import type { Scan } from './scan.js';
import { signs } from './signs.js';
import { emptyBox, tickedBox } from './token.js';

/** What the boxes of a form say of a mention; refused = the box of "no" is the one that is ticked. */
export type Ticked = 'empty' | 'ticked' | 'refused' | 'none';

interface Box {
  readonly at: number;
  readonly isTicked: boolean;
}

/** The boxes of one segment: they belong to the words after them if the line begins with one, else to those before. */
export function boxesOf(scan: Scan, mentions: readonly Mention[]): (mention: Mention) => Ticked {
  const boxes = allBoxes(scan);
  const [first] = boxes;
  if (first === undefined) return () => 'none';
  const choices = choicesOf(scan, mentions, boxes);
  const isBefore = isBeforeWords(scan, mentions, boxes);
  return (mention) => {
    const choice = choices.find(({ labels }) => labels.includes(mention));
    if (choice !== undefined) return choice.says;
    if (choices.length > 0 && !isBefore) return 'none';
    const box = isBefore ? boxes.findLast(({ at }) => at < mention.from) : boxes.find(({ at }) => at >= mention.to);
    if (box === undefined) return 'none';
    return box.isTicked ? 'ticked' : 'empty';
  };
}

function allBoxes({ passage, segment, signsAt }: Scan): readonly Box[] {
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
  return boxes;
}

/** Boxes of which each has an answer beside it: `Fever: [ ] yes [x] no`, `Fever Yes☐ No☒`. */
interface Choice {
  /** what is asked: the mentions between the choice before and this one */
  readonly labels: readonly Mention[];
  readonly says: Ticked;
  /** the places of its answers */
  readonly answers: readonly number[];
}

/** Words between two boxes of one choice. */
const mostBetween = 3;

export function choicesOf(scan: Scan, mentions: readonly Mention[], all = allBoxes(scan)): readonly Choice[] {
  const { passage, segment } = scan;
  const boxes = all.filter(({ at }) => passage.tokens[at]?.kind === 'box');
  const choices: Choice[] = [];
  let from = segment.from;
  for (let index = 0; index < boxes.length; ) {
    const group = groupFrom(boxes, index, mentions);
    index += group.length;
    const first = group[0]?.at ?? 0;
    const labels = labelsBefore({ from, to: first }, scan, mentions);
    const choice = labels.length === 0 ? undefined : choiceOf(group, labels, scan);
    if (choice !== undefined) choices.push(choice);
    from = (group.at(-1)?.at ?? first) + 1;
  }
  return choices;
}

/** Boxes that follow each other with nothing spoken of between them. */
function groupFrom(boxes: readonly Box[], index: number, mentions: readonly Mention[]): readonly Box[] {
  let end = index + 1;
  for (; end < boxes.length; end += 1) {
    const [last, next] = [boxes[end - 1]?.at ?? 0, boxes[end]?.at ?? 0];
    const isApart = next - last - 1 > mostBetween || mentions.some((each) => each.from >= last && each.from < next);
    if (isApart) break;
  }
  return boxes.slice(index, end);
}

/** What is spoken of behind the last comma before a choice. */
function labelsBefore(
  { from, to }: { readonly from: number; readonly to: number },
  { passage }: Scan,
  mentions: readonly Mention[],
): readonly Mention[] {
  let first = to;
  while (first > from && passage.tokens[first - 1]?.text !== ',') first -= 1;
  return mentions.filter((mention) => mention.from >= first && mention.to <= to);
}

function choiceOf(group: readonly Box[], labels: readonly Mention[], scan: Scan): Choice | undefined {
  const { segment, signsAt, passage } = scan;
  const answer = signs.yes | signs.no;
  const bits = (at: number): number => (passage.tokens[at]?.kind === 'word' ? (signsAt[at - segment.from] ?? 0) : 0);
  const step = (bits((group[0]?.at ?? 0) - 1) & answer) !== 0 ? -1 : 1;
  const answers = group.map(({ at }) => at + step).filter((at) => (bits(at) & answer) !== 0);
  // "[x] no trauma" alone denies what it names, and "[ ] none" may end a list
  const isAsked = [':', '?'].includes(passage.tokens[(group[0]?.at ?? 0) - 1]?.text ?? '');
  const isWhole = group.length > 1 || (isAsked && isEnd(scan, (answers[0] ?? 0) + 1));
  if (answers.length === 0 || !isWhole) return undefined;
  const ticked = group.filter(({ isTicked }) => isTicked);
  const isRefused = ticked.every(({ at }) => (bits(at + step) & signs.no) !== 0);
  return { labels, answers, says: ticked.length === 0 ? 'empty' : isRefused ? 'refused' : 'ticked' };
}

function isEnd({ passage, segment }: Scan, at: number): boolean {
  return at >= segment.to || passage.tokens[at]?.kind === 'mark';
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
