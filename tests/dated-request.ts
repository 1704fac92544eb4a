import { readFileSync } from 'node:fs';

const millisecondsPerDay = 86_400_000;

/**
 * A request from `fhir-fixtures/templates/` as JSON text, with `{{today}}` and `{{today-14d}}` as dates counted back
 * from `asOf` (YYYY-MM-DD), so that it says the same thing next year.
 */
export function datedRequest(template: string, asOf: string): string {
  const text = readFileSync(`fhir-fixtures/templates/${template}.json`, 'utf8');
  return text.replace(/\{\{today(?:-(\d+)d)?\}\}/g, (_, days: string | undefined) =>
    dayBefore(asOf, Number(days ?? 0)),
  );
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * millisecondsPerDay).toISOString().slice(0, 10);
}
