import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { isObject } from '../core/values/json.js';
import type { AuthoringProblem } from '../errors.js';
import { didYouMean } from './nearest-name.js';
import type { SourceFile, ValuePath } from './source-file.js';

/** The kinds of file under `cards/`, each with its schema in `cards/schema/<kind>.schema.json`. */
export type FileKind =
  | 'clients'
  | 'code-systems'
  | 'criteria'
  | 'derived'
  | 'expansion-rules'
  | 'facts'
  | 'guideline'
  | 'language-phrases'
  | 'overlays'
  | 'override-reasons'
  | 'phrases'
  | 'proofs'
  | 'ratings'
  | 'record-forms'
  | 'series'
  | 'site'
  | 'studies'
  | 'suggestions'
  | 'text-cases'
  | 'text-findings'
  | 'text-language'
  | 'value-set'
  | 'vignettes';

const schemaDirectory = new URL('../../cards/schema/', import.meta.url);
const ajv = new Ajv({
  allErrors: true,
  allowUnionTypes: true,
  strictTypes: false,
  useDefaults: true,
  verbose: true,
  // each validator runs a few times at start: making it faster takes longer than it saves
  code: { optimize: false },
});
/** Names that files written for an earlier version still have; CHANGELOG.md says since when they are others. */
const formerKeys: { readonly [key: string]: string } = {
  seed: 'it is called "guidance" now',
  seedHeadings: 'it is called "guidanceHeadings" now',
  seedElsewhere: 'it is called "guidanceElsewhere" now',
  notBeforeSymptomDays: 'it is "notBefore: { fact: symptomDays, days: … }" now',
  unlessOrdered: 'only new orders, referrals and follow-ups read it: leave it out here',
  worse: 'the kind of the series says which direction is worse: leave it out',
  notIf: '"unless" of the fact in facts.yaml says so now: leave it out',
  oneSided: 'a reduced reflex always counts on one side only: leave it out',
  textNot: 'words of a fact stand in text/<language>.yaml of its guideline now',
  roots: 'only a series of strength reads it: leave it out here',
};
const compiled = new Map<FileKind, ValidateFunction>();

/**
 * Checks a file against its schema and fills in the schema's defaults. The type is the schema's claim: `T` must be what
 * the schema describes.
 */
export function matchesSchema<T>(kind: FileKind, value: unknown): value is T {
  return validatorOf(kind)(value) === true;
}

/** Everything that the schema finds wrong with a file, each located in the file and said in words. */
export function schemaProblems(kind: FileKind, source: SourceFile, value: unknown): readonly AuthoringProblem[] {
  const validate = validatorOf(kind);
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).filter((error) => !isRepeated(error, validate.errors ?? []));
  return errors.flatMap((error) => strangerProblem(error, errors, source, value) ?? toProblem(error, source, value));
}

/**
 * An entry of a site's file that the file below does not know and that is no whole entry either: it was meant to change
 * one. Said once, with all that a new one would need.
 */
function strangerProblem(
  error: ErrorObject,
  all: readonly ErrorObject[],
  source: SourceFile,
  value: unknown,
): readonly AuthoringProblem[] | undefined {
  if (error.keyword !== 'required') return undefined;
  const path = pathOf(error.instancePath, value);
  const known = source.besides(path);
  if (known === undefined) return undefined;
  const same = all.filter(({ keyword, instancePath }) => keyword === 'required' && instancePath === error.instancePath);
  if (same[0] !== error) return [];
  const id = isObject(error.data) && typeof error.data.id === 'string' ? error.data.id : String(path.at(-1));
  const needed = same.map((one) => `"${textParameter(one, 'missingProperty')}"`).join(', ');
  const message = `no "${id}" to change${nowCalled(value, path, id) ?? didYouMean(id, known)} (an entry of your own also needs ${needed})`;
  return [source.problemAt(path, `${placeOf(path.slice(0, 1))}${message}`)];
}

/** What an id is called now, if an entry beside it says that it had this name before. */
function nowCalled(value: unknown, [collection = '']: ValuePath, id: string): string | undefined {
  const entries = isObject(value) ? value[collection] : undefined;
  const found = Object.entries(isObject(entries) ? entries : {}).find(
    ([, entry]) => isObject(entry) && Array.isArray(entry.formerly) && entry.formerly.includes(id),
  );
  return found === undefined ? undefined : `; it is called "${found[0]}" now`;
}

function validatorOf(kind: FileKind): ValidateFunction {
  const known = compiled.get(kind);
  if (known !== undefined) return known;
  if (ajv.getSchema('common.schema.json') === undefined) ajv.addSchema(readSchema('common'));
  const validate = ajv.compile(readSchema(kind));
  compiled.set(kind, validate);
  return validate;
}

function readSchema(name: string): object {
  const schema: unknown = JSON.parse(readFileSync(new URL(`${name}.schema.json`, schemaDirectory), 'utf8'));
  return isObject(schema) ? schema : {};
}

/** `oneOf` and `if` report what failed in them besides themselves, `propertyNames` the pattern besides the name. */
function isRepeated(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (/\/(oneOf|anyOf)\/\d/.test(error.schemaPath) || error.keyword === 'if') return true;
  if (error.keyword === 'propertyNames')
    return !all.some((other) => other.propertyName === error.params['propertyName']);
  return false;
}

function toProblem(error: ErrorObject, source: SourceFile, value: unknown): AuthoringProblem {
  const path = pathOf(error.instancePath, value);
  const where = placeOf(path);
  const extra = textParameter(error, 'additionalProperty');
  if (extra !== undefined) {
    const known = isObject(error.parentSchema?.['properties']) ? Object.keys(error.parentSchema['properties']) : [];
    return source.problemAtKey([...path, extra], `${where}unknown name "${extra}"${meant(extra, known)}`);
  }
  const missing = textParameter(error, 'missingProperty');
  if (missing !== undefined) return source.problemAt(path, `${where}"${missing}" is missing`);
  if (error.propertyName !== undefined)
    return source.problemAtKey(
      [...path, error.propertyName],
      `${where}"${error.propertyName}" is not ${wanted(error)}`,
    );
  return source.problemAt(path, `${where}${complaint(error)}`);
}

function meant(key: string, known: readonly string[]): string {
  const change = formerKeys[key];
  return change === undefined ? didYouMean(key, known) : `; ${change}`;
}

function complaint(error: ErrorObject): string {
  const description = error.parentSchema?.['description'];
  const shown = ['string', 'number', 'boolean'].includes(typeof error.data) ? `"${String(error.data)}" ` : '';
  if (error.keyword === 'enum' && typeof error.data === 'string' && Array.isArray(error.schema)) {
    const suggestion = didYouMean(error.data, error.schema.map(String));
    return `${shown}is not ${wanted(error)}${suggestion}`;
  }
  if (error.keyword === 'maxLength')
    return `${String(error.data).length} characters, at most ${String(error.schema)} fit`;
  if (error.keyword === 'minLength') return 'is empty';
  if (typeof description === 'string') return `${shown}is not ${wanted(error)}`;
  return `${shown}${error.message ?? 'is not valid'}`;
}

function wanted(error: ErrorObject): string {
  const description = error.parentSchema?.['description'];
  if (typeof description === 'string') return description;
  return Array.isArray(error.schema) ? `one of ${error.schema.join(', ')}` : `valid: ${error.message ?? ''}`;
}

function textParameter(error: ErrorObject, name: string): string | undefined {
  const value: unknown = error.params[name];
  return typeof value === 'string' ? value : undefined;
}

/** `/criteria/3/when` → `['criteria', 3, 'when']`; numbers only where the value is a list. */
function pathOf(instancePath: string, value: unknown): ValuePath {
  let at: unknown = value;
  return instancePath
    .split('/')
    .slice(1)
    .map((step) => {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(at)) {
        at = at[Number(name)];
        return Number(name);
      }
      at = isObject(at) ? at[name] : undefined;
      return name;
    });
}

/** The innermost name on a path, for the start of a message: `when: `. */
function placeOf(path: ValuePath): string {
  const names = path.filter((step) => typeof step === 'string');
  const last = names.at(-1);
  return last === undefined ? '' : `${last}: `;
}
