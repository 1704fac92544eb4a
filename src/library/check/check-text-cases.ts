import { isTextPlace, textPlaces } from '../../core/text/places.js';
import type { TextCase } from '../../core/text/text-case.js';
import type { AuthoringProblem } from '../../errors.js';
import { type CardLayers, namesIn } from '../card-layers.js';
import { didYouMean } from '../nearest-name.js';
import { readJson, readYaml } from '../read-layered.js';
import { validated } from '../read-shared.js';

/** The text cases of a guideline, of all its files. */
export interface TextCaseFiles {
  readonly cases: readonly TextCase[];
  readonly problems: readonly AuthoringProblem[];
}

/** Reads `<guideline>/text-cases/*` and checks that the cases name known facts and places, and that a text has one answer. */
export function readTextCases(layers: CardLayers, guideline: string, facts: readonly string[]): TextCaseFiles {
  const problems: AuthoringProblem[] = [];
  const cases: TextCase[] = [];
  const texts = new Map<string, { readonly id: string; readonly answer: string }>();
  const folder = `${guideline}/text-cases`;
  for (const name of namesIn(layers, folder)) {
    const path = `${folder}/${name}`;
    const source = name.endsWith('.json')
      ? readJson(layers, path)
      : name.endsWith('.yaml')
        ? readYaml(layers, path)
        : undefined;
    const file = source === undefined ? undefined : validated<readonly TextCase[]>('text-cases', source, problems);
    if (source === undefined || file === undefined) continue;
    file.forEach(({ id, where, text, expect, languages = [] }, index) => {
      if (!isTextPlace(where))
        problems.push(source.problemAt([index, 'where'], `where: no place "${where}"${didYouMean(where, textPlaces)}`));
      for (const fact of Object.keys(expect).filter((each) => !facts.includes(each)))
        problems.push(source.problemAtKey([index, 'expect', fact], `no fact "${fact}"${didYouMean(fact, facts)}`));
      const key = `${where} ${text} ${languages.join()}`;
      const answer = JSON.stringify(Object.entries(expect).sort());
      const other = texts.get(key);
      if (other !== undefined && other.answer !== answer)
        problems.push(source.problemAt([index, 'expect'], `the same text has another answer in ${other.id}`));
      texts.set(key, { id, answer });
    });
    cases.push(...file);
  }
  return { cases, problems };
}
