import type { GuidelineDocuments } from '../../core/guideline/documents.js';
import type { AuthoringProblem } from '../../errors.js';
import type { GuidelineFiles } from '../guideline-files.js';
import { didYouMean } from '../nearest-name.js';
import type { CardsFolder, GuidelineFolder } from '../read-guideline.js';
import type { SourceFile, ValuePath } from '../source-file.js';

/** A file that a check can point into. */
export type CheckedFile = keyof GuidelineFiles | 'code-systems' | 'record-forms';

/** A value in one of the files. */
export type Place = readonly [kind: CheckedFile, ...path: ValuePath];

/** What a check looks at, and how it says what it finds. */
export interface CheckContext {
  readonly folder: GuidelineFolder;
  readonly documents: GuidelineDocuments;
  readonly shared: CardsFolder['shared'];
  readonly problems: AuthoringProblem[];
  /** whether a file is another guideline's, and checked there */
  readonly isBorrowed: (kind: CheckedFile) => boolean;
  /** adds a problem at a value of a file of the guideline */
  readonly report: (kind: CheckedFile, path: ValuePath, message: string, offset?: number) => void;
  /** adds a problem unless the name is one of the known ones */
  readonly expectKnown: (place: Place, name: string | undefined, what: string, known: Iterable<string>) => void;
  /** the same for each name of a list */
  readonly expectAll: (
    place: Place,
    names: readonly string[] | undefined,
    what: string,
    known: Iterable<string>,
  ) => void;
}

export function createContext(folder: GuidelineFolder, shared: CardsFolder['shared']): CheckContext {
  const problems: AuthoringProblem[] = [];
  const report: CheckContext['report'] = (kind, path, message, offset) => {
    const source = fileOf(folder, shared, kind);
    if (source === undefined) problems.push({ file: `${folder.name}/${kind}.yaml`, line: 1, column: 1, message });
    else problems.push(source.problemAt(path, message, offset));
  };
  const expectKnown: CheckContext['expectKnown'] = ([kind, ...path], name, what, known) => {
    const names = [...known];
    if (name !== undefined && !names.includes(name))
      report(kind, path, `no ${what} "${name}"${didYouMean(name, names)}`);
  };
  return {
    folder,
    documents: folder.documents,
    shared,
    problems,
    isBorrowed: (kind) => folder.documents.guideline.borrow?.files.includes(kind) === true,
    report,
    expectKnown,
    expectAll: (place, names, what, known) => {
      for (const [index, name] of (names ?? []).entries()) expectKnown([...place, index], name, what, known);
    },
  };
}

function fileOf(folder: GuidelineFolder, shared: CardsFolder['shared'], kind: CheckedFile): SourceFile | undefined {
  if (kind === 'code-systems') return shared.codesFile;
  return kind === 'record-forms' ? shared.recordFormsFile : folder.files.get(kind);
}
