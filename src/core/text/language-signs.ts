import { alternativesOf } from './alternatives.js';
import { signs } from './signs.js';
import type { LanguageDocument } from './text-documents.js';

/** Every phrase of a language that is no finding, with its sign. */
export function addSigns(language: LanguageDocument, add: (phrase: string, bit: number) => void): void {
  const { cues, stops, answers, family, time, otherFindings, counterparts, beside } = language;
  const lists: readonly (readonly [readonly string[] | undefined, number])[] = [
    [cues.pseudo, signs.pseudo],
    [cues.denyList, signs.denyList],
    [cues.denyItem, signs.denyItem],
    [cues.denyAfter, signs.denyAfter],
    [cues.noNew, signs.noNew],
    [cues.maybe, signs.maybe],
    [cues.maybeAfter, signs.maybeAfter],
    [cues.advice, signs.advice],
    [cues.adviceAfter, signs.adviceAfter],
    [cues.family, signs.family],
    [cues.over, signs.over],
    [cues.history, signs.history],
    [stops?.always, signs.stop],
    [stops?.verbs, signs.verb],
    [stops?.subjects, signs.subject],
    [stops?.joins, signs.join],
    [stops?.carries, signs.carry],
    [answers?.yes, signs.yes],
    [answers?.no, signs.no],
    [family?.kin, signs.kin],
    [family?.informant, signs.informant],
    [family?.notAfter, signs.notAfter],
    [family?.self, signs.self],
    [time?.ago, signs.ago],
    [time?.since, signs.since],
    [time?.longAgo, signs.longAgo],
    [time?.recent, signs.recent],
    [otherFindings, signs.otherFinding],
    [counterparts?.exceptions, signs.except],
    [counterparts?.abnormal, signs.abnormal],
    [beside?.happened, signs.happened],
    [beside?.again, signs.again],
  ];
  for (const [phrases, bit] of lists) for (const phrase of (phrases ?? []).flatMap(alternativesOf)) add(phrase, bit);
}
