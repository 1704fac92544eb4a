import { memoByObject } from '../values/memo.js';
import type { GuidelineDocuments } from './documents.js';
import { toFactName } from './finding-code.js';

/** A grade of one place and side as it can be answered: `muscleStrength.ankleDorsiflexion.left`. */
export interface SeriesAnswer {
  /** the name under which it is remembered, like that of a fact */
  readonly name: string;
  /** its code of our own: `muscle-strength.ankle-dorsiflexion.left` */
  readonly code: string;
  readonly series: string;
  readonly place: string;
  readonly placeLabel: string;
  readonly side: 'left' | 'right' | undefined;
  readonly label: string;
  readonly lowest: number;
  readonly highest: number;
  /** what grades are called; the number itself where one has no name */
  readonly grades: { readonly [grade: string]: string };
}

/** Every grade that can be answered by a code of our own, by its name. */
export const seriesAnswers = memoByObject(
  ({ series }: Pick<GuidelineDocuments, 'series'>): ReadonlyMap<string, SeriesAnswer> =>
    new Map(
      Object.entries(series).flatMap(
        ([name, { terms = [], places = {}, sided = true, scale, grades = {}, label, kind }]) => {
          const [term] = terms;
          if (term === undefined || scale === undefined || kind === 'words') return [];
          return Object.entries(places).flatMap(([place, { label: placeLabel }]) =>
            (sided ? sides : [undefined]).map((side): readonly [string, SeriesAnswer] => {
              const code = [term, place, ...(side === undefined ? [] : [side])].join('.');
              const own = toFactName(code);
              const words = side === undefined ? placeLabel : `${placeLabel}, ${side}`;
              const { lowest, highest } = scale;
              const asked = { series: name, place, placeLabel, side, label: `${label}: ${words}` };
              return [own, { name: own, code, ...asked, lowest, highest, grades }];
            }),
          );
        },
      ),
    ),
);

const sides = ['left', 'right'] as const;
