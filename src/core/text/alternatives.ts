/**
 * The phrases that one written with choices stands for: `(poor|weak) (stream|flow)` is four. An empty choice leaves the
 * place out; brackets without a bar are words of the phrase.
 */
export function alternativesOf(phrase: string): readonly string[] {
  if (isPlain.test(phrase)) return [phrase];
  for (let open = phrase.indexOf('('); open >= 0; open = phrase.indexOf('(', open + 1)) {
    const close = phrase.indexOf(')', open);
    if (close < 0) break;
    const choices = phrase.slice(open + 1, close).split('|');
    if (choices.length === 1) continue;
    const [before, after] = [phrase.slice(0, open), phrase.slice(close + 1)];
    return choices.flatMap((choice) => alternativesOf(`${before}${choice}${after}`));
  }
  return [
    phrase
      .split(' ')
      .filter((word) => word !== '')
      .join(' '),
  ];
}

/** Most phrases have no choice in them, and one blank between their words. */
const isPlain = /^[^ (]+(?: [^ (]+)*$/;
