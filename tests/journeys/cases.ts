import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../src/core/values/json.js';

/** What an answer must be; each member is one expectation. See fhir-fixtures/README.md. */
export interface Expectation {
  readonly status?: number;
  readonly cards?: number;
  readonly cardsAtLeast?: number;
  readonly orCards?: number;
  readonly ratingIn?: readonly string[];
  readonly ratingNotIn?: readonly string[];
  readonly studyRatingIn?: readonly string[];
  readonly studyRatingNotIn?: readonly string[];
  readonly criterionIn?: readonly string[];
  readonly criterionNotIn?: readonly string[];
  readonly overlaysInclude?: readonly string[];
  readonly cardMentions?: readonly string[];
  readonly cardOmits?: readonly string[];
}

export interface Case {
  readonly why: string;
  readonly expect: Expectation;
  readonly request: JsonObject;
}

const millisecondsPerDay = 86_400_000;

/** `{{day-12}}` is the date twelve days before today (UTC). */
export function readCase(name: string): Case {
  const text = readFileSync(`fhir-fixtures/cases/${name}.json`, 'utf8');
  return JSON.parse(
    text.replace(/\{\{day([+-]\d+)\}\}/g, (_, days: string) =>
      new Date(Date.now() + Number(days) * millisecondsPerDay).toISOString().slice(0, 10),
    ),
  );
}
