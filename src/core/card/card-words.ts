import type { RatedOrder } from '../decide/rated-order.js';
import type { Criterion, Fact, Guideline } from '../guideline/guideline.js';
import { fill, namesIn } from '../guideline/phrase.js';
import { studyName } from '../suggest/switch-study.js';
import { memoByPart } from '../values/memo.js';
import { formatValue } from './format-fact.js';

/** A section of a row's words; `facts` are those that its text has places for. */
interface Section {
  readonly text: string;
  readonly hasPlaces: boolean;
  readonly facts: readonly Fact[];
}

/** The words of a row, section by section. */
interface RowWords {
  readonly whatToDo: Section;
  readonly changes: Section;
  readonly why: Section;
  readonly forThePatient: Section;
}

/** The words of the row that answers, filled in for one order; a section that the row does not have is empty. */
export function wordsFor(rated: RatedOrder, section: keyof RowWords): string {
  const { guideline, decision, facts, study } = rated;
  const { text, hasPlaces, facts: named } = wordsOf(guideline, decision.criterion)[section];
  if (!hasPlaces) return text;
  const values: { [name: string]: string } = { study: studyName(rated, study.kind, study.region) };
  for (const { name, index } of named) values[name] = formatValue(guideline, name, facts.values[index]);
  return fill(text, values);
}

const wordsOf = memoByPart((guideline: Guideline, { definition }: Criterion): RowWords => {
  const words = guideline.documents.words[definition.id] ?? {};
  const section = (heading: string): Section => readSection(guideline, words[heading] ?? '');
  return {
    whatToDo: section('What to do'),
    changes: section('What would change this'),
    why: section('Why'),
    forThePatient: section('For the patient'),
  };
});

function readSection(guideline: Guideline, text: string): Section {
  const names = new Set(namesIn(text));
  return { text, hasPlaces: names.size > 0, facts: guideline.facts.filter(({ name }) => names.has(name)) };
}
