import type { GuidelineDocuments, ValueSetContent } from '../core/guideline/documents.js';
import { noRecordForms, type RecordFormsDocument } from '../core/guideline/record-forms.js';
import type { AuthoringProblem } from '../errors.js';
import { type CardLayers, namesIn } from './card-layers.js';
import { readJson, readYaml } from './read-layered.js';
import { type FileKind, matchesSchema, schemaProblems } from './schema-check.js';
import type { SourceFile } from './source-file.js';
import { mergeValueSets, partOfFile, toValueSetContent, type ValueSetResource } from './value-set.js';

/** What all guidelines share: code systems and value sets. */
export interface SharedFiles {
  readonly codes: CodeSystemsFile;
  readonly codesFile: SourceFile | undefined;
  readonly recordForms: RecordFormsDocument;
  readonly recordFormsFile: SourceFile | undefined;
  readonly valueSets: { readonly [id: string]: ValueSetContent };
  readonly valueSetFiles: ReadonlyMap<string, SourceFile>;
}

type CodeSystemsFile = Pick<
  GuidelineDocuments,
  'codeSystems' | 'interpretation' | 'answers' | 'linkIdSystems' | 'ofOthers' | 'mrSafety' | 'sides' | 'hl7Reasons'
>;

const noCodes: CodeSystemsFile = {
  codeSystems: [],
  interpretation: { abnormal: [], positive: [], high: [], low: [], negative: [], suspected: [] },
  answers: { positive: '', negative: '', suspected: '' },
  linkIdSystems: [],
  ofOthers: '',
  mrSafety: { conditional: '', unsafe: '' },
  sides: { left: '', right: '', both: '' },
  hl7Reasons: {},
};

export function readShared(layers: CardLayers, problems: AuthoringProblem[]): SharedFiles {
  const source = readYaml(layers, 'code-systems.yaml');
  const codes = source === undefined ? undefined : validated<CodeSystemsFile>('code-systems', source, problems);
  return {
    codes: codes ?? noCodes,
    codesFile: source,
    ...readRecordForms(layers, problems),
    ...readValueSets(layers, problems),
  };
}

function readRecordForms(
  layers: CardLayers,
  problems: AuthoringProblem[],
): Pick<SharedFiles, 'recordForms' | 'recordFormsFile'> {
  const source = readYaml(layers, 'record-forms.yaml');
  const forms = source === undefined ? undefined : validated<RecordFormsDocument>('record-forms', source, problems);
  return { recordForms: forms ?? noRecordForms, recordFormsFile: source };
}

function readValueSets(
  layers: CardLayers,
  problems: AuthoringProblem[],
): Pick<SharedFiles, 'valueSets' | 'valueSetFiles'> {
  const valueSets: { [id: string]: ValueSetContent } = {};
  const valueSetFiles = new Map<string, SourceFile>();
  const names = namesIn(layers, 'value-sets').filter((name) => name.endsWith('.json'));
  // `<id>.cpt.json` sorts before `<id>.json`; what matches does not depend on which comes first
  for (const name of names) {
    const source = readJson(layers, `value-sets/${name}`);
    if (source === undefined) continue;
    const resource = validated<ValueSetResource>('value-set', source, problems);
    if (resource === undefined) continue;
    const { set, id } = partOfFile(name);
    if (resource.id !== id)
      problems.push(source.problemAt(['id'], `id: "${resource.id}" is not the name of the file: "${id}"`));
    valueSetFiles.set(id, source);
    const content = toValueSetContent(resource);
    const known = valueSets[set];
    valueSets[set] = known === undefined ? content : mergeValueSets(known, content);
  }
  return { valueSets: withPartsLeftOut(valueSets, valueSetFiles), valueSetFiles };
}

function withPartsLeftOut(
  valueSets: { readonly [id: string]: ValueSetContent },
  files: ReadonlyMap<string, SourceFile>,
): { readonly [id: string]: ValueSetContent } {
  const leftOut = (content: ValueSetContent) => content.partsLeftOut.filter((part) => !files.has(part));
  return Object.fromEntries(
    Object.entries(valueSets).map(([id, content]) => [id, { ...content, partsLeftOut: leftOut(content) }]),
  );
}

/** The value of a file if its syntax and its schema are right; else what is wrong is added to the problems. */
export function validated<T>(kind: FileKind, source: SourceFile, problems: AuthoringProblem[]): T | undefined {
  if (source.problems.length > 0) {
    problems.push(...source.problems);
    return undefined;
  }
  const { value } = source;
  if (matchesSchema<T>(kind, value)) return value;
  problems.push(...schemaProblems(kind, source, value));
  return undefined;
}
