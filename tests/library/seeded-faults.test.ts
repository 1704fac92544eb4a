import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkAnswers } from '../../src/library/check/check-answers.js';
import { checkCards } from '../../src/library/check/check-cards.js';
import { readCards } from '../../src/library/read-guideline.js';
import { type CardsCopy, copyCards, type Edit } from './cards-copy.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const today = '2026-11-24';
const lbp = 'low-back-pain';

let cards: CardsCopy;
beforeAll(() => {
  cards = copyCards();
});
afterAll(() => cards.remove());

/** Each problem as `file:line message`, the file without the folder of the copy; vignettes are read where the fault is one. */
function problemsOf(folder: string, file = ''): readonly string[] {
  const skipVignettes = !file.includes('/vignettes/');
  return checkCards(folder, { today, skipVignettes }).problems.map(
    ({ file, line, message }) => `${file.slice(folder.length + 1)}:${line} ${message}`,
  );
}

interface Fault extends Edit {
  readonly fault: string;
  /** what the message says; the problem stands on the line of the edit unless `at` says otherwise */
  readonly says: string | RegExp;
  readonly at?: string;
}

const criteria = `${lbp}/criteria.yaml`;
const derived = `${lbp}/derived.yaml`;

const faultsInFiles: readonly Fault[] = [
  {
    fault: 'a misspelt place of a phrase',
    file: `${lbp}/phrases.yaml`,
    from: "headline: '**{{study}}:",
    to: "headline: '**{{studdy}}:",
    says: 'nothing is filled in for {{studdy}}; did you mean "study"?',
  },
  {
    fault: 'a misspelt place of an overlay',
    file: `${lbp}/overlays.yaml`,
    from: /text: >-\n\s+\*\*A spine report says:\*\* \{\{named\}\}/,
    to: 'text: >-\n      **A spine report says:** {{namd}}',
    says: 'nothing is filled in for {{namd}}; did you mean "named"?',
  },
  {
    fault: 'a misspelt place of a suggestion',
    file: `${lbp}/suggestions.yaml`,
    from: "label: 'Change the order to {{study}}'",
    to: "label: 'Change the order to {{stdy}}'",
    says: 'nothing is filled in for {{stdy}}; did you mean "study"?',
  },
  {
    fault: 'a place of a phrase that its text in another language does not have',
    file: `${lbp}/words/de/phrases.yaml`,
    from: "prefer: 'Besser: {{studies}}.'",
    to: "prefer: 'Besser: {{study}}.'",
    says: 'nothing is filled in for {{study}}',
  },
  {
    fault: 'a misspelt place in the words of a row in another language',
    file: `${lbp}/words/de/acute-no-red-flags.md`,
    from: '\n\n',
    to: '\n\n{{symptomDay}} ',
    says: 'nothing is filled in for {{symptomDay}}; did you mean "symptomDays"?',
    at: `${lbp}/words/de/acute-no-red-flags.md:3`,
  },
  {
    fault: 'a fact of the core screen that need not be asked',
    file: `${lbp}/facts.yaml`,
    from: "saddle sensation: normal, reduced or absent'\n    type: flag\n    silence: A",
    to: "saddle sensation: normal, reduced or absent'\n    type: flag\n    silence: C",
    at: `${lbp}/facts.yaml:`,
    says: 'silence: "saddleAnesthesia" belongs to the core screen, which must be asked: its class is A, not C',
  },
  {
    fault: 'a duration that silence makes "no"',
    file: `${lbp}/facts.yaml`,
    from: 'when this episode of back pain began\n    type: days\n    unit: d\n    silence: N',
    to: 'when this episode of back pain began\n    type: days\n    unit: d\n    silence: C',
    at: `${lbp}/facts.yaml:`,
    says: 'silence: C makes silence a "no", which a fact of type days cannot be: its class is N',
  },
  {
    fault: 'silence of lists that are not read for it',
    file: `${lbp}/facts.yaml`,
    from: 'whether there is a cancer, and its state\n    type: flag\n    silence: B',
    to: 'whether there is a cancer, and its state\n    type: flag\n    silence: C',
    at: `${lbp}/facts.yaml:`,
    says: 'silence: C is settled by observations and conditions, and a procedure stands elsewhere: B, with "lists"',
  },
  {
    fault: 'a list on which the fact cannot stand',
    file: `${lbp}/facts.yaml`,
    from: 'whether there is a cancer, and its state\n    type: flag\n    silence: B\n    lists: [conditions]',
    to: 'whether there is a cancer, and its state\n    type: flag\n    silence: B\n    lists: [goals]',
    at: `${lbp}/facts.yaml:`,
    says: 'lists: no evidence of "activeCancer" can stand in goals, so that its silence proves nothing',
  },
  {
    fault: 'a window that the question does not say',
    file: `${lbp}/facts.yaml`,
    from: 'ask: fall, crash or blow in the last 90 days',
    to: 'ask: fall, crash or blow in the last 60 days',
    says: 'ask: "last 60 days", and no window or parameter of the fact is 60 days',
  },
  {
    fault: 'a unit that no record can be read in',
    file: `${lbp}/facts.yaml`,
    from: 'unit: mL\n',
    to: 'unit: mLL\n',
    says: 'unit: "mLL" is no unit of UCUM: no value of a record could be read',
  },
  {
    fault: 'a unit of a series that no record can be read in',
    file: `${lbp}/series.yaml`,
    from: 'unit: kg\n',
    to: 'unit: kilo\n',
    says: 'unit: "kilo" is no unit of UCUM',
  },
  {
    fault: 'a click that states a word the fact does not have',
    file: `${lbp}/suggestions.yaml`,
    from: '{ fact: careOutcome, value: not-improved }',
    to: '{ fact: careOutcome, value: not-improving }',
    says: 'value: "careOutcome" is never "not-improving"; did you mean "not-improved"?',
  },
  {
    fault: 'a click that states a flag as a word',
    file: `${lbp}/suggestions.yaml`,
    from: '{ fact: carePhysicalComponent, value: false }',
    to: '{ fact: carePhysicalComponent, value: no }',
    says: 'value: "carePhysicalComponent" is true or false, never "no"',
  },
  {
    fault: 'a choice that stands twice',
    file: `${lbp}/suggestions.yaml`,
    from: '- id: normal-and-improving',
    to: '- id: normal-and-no-better',
    says: 'id: "normal-and-no-better" stands twice in "document-exam-and-care"',
  },
  {
    fault: 'a misspelt status of records',
    file: 'record-forms.yaml',
    from: '    provisional: [',
    to: '    provisonal: [',
    says: 'unknown name "provisonal"; did you mean "provisional"?',
  },
  {
    fault: 'a misspelt phrase',
    file: `${lbp}/phrases.yaml`,
    from: '  regionAssumed:',
    to: '  regionAssumd:',
    says: '"regionAssumed" is missing',
    at: `${lbp}/phrases.yaml:3`,
  },
  {
    fault: 'words for a group that is not there',
    file: `${lbp}/phrases.yaml`,
    from: '  group.ces:',
    to: '  group.cess:',
    says: 'no group "cess"; did you mean "ces"?',
  },
  {
    fault: 'a limit of recency with another name',
    file: `${lbp}/facts.yaml`,
    from: 'longStanding: 365 # an event',
    to: 'longStandings: 365 # an event',
    says: 'unknown name "longStandings"; did you mean "longStanding"?',
  },
  {
    fault: 'a misspelt field',
    file: criteria,
    from: 'indicator: critical',
    to: 'indicater: critical',
    says: 'unknown name "indicater"; did you mean "indicator"?',
  },
  {
    fault: 'a misspelt rating',
    file: criteria,
    from: 'rating: no-criteria-apply',
    to: 'rating: no-criteria-applies',
    says: 'did you mean "no-criteria-apply"?',
  },
  { fault: 'broken YAML', file: derived, from: 'label: Red flag\n', to: 'label: "Red flag\n', says: /quote|"/, at: '' },
  {
    fault: 'an unknown fact',
    file: criteria,
    from: 'when: footDrop',
    to: 'when: footdrop',
    says: 'when: no fact "footdrop"; did you mean "footDrop"?',
  },
  {
    fault: 'a clock in a rule',
    file: criteria,
    from: 'when: adult.not()\n',
    to: 'when: adult.not() and today() > 3\n',
    says: 'when: today() reads the clock; a rule may not, time is an input',
  },
  {
    fault: 'a rule that does not parse',
    file: criteria,
    from: 'when: emergencyFlag',
    to: 'when: emergencyFlag and',
    says: 'when: not FHIRPath',
  },
  {
    fault: 'a function outside the rule language',
    file: criteria,
    from: 'when: footDrop',
    to: 'when: iif(footDrop, true, false)',
    says: /when: .*"iif" is not part of the rule language/,
  },
  {
    fault: 'a word that a fact never is',
    file: derived,
    from: "painTrend = 'worsening'",
    to: "painTrend = 'worse'",
    says: 'when: "painTrend" is never \'worse\'; did you mean "worsening"?',
  },
  {
    fault: 'a number used as a flag',
    file: derived,
    from: 'when: symptomDays >= 42',
    to: 'when: symptomDays',
    says: 'when: "symptomDays" is a number of days: compare it',
  },
  {
    fault: 'a derived fact that uses a later one',
    file: derived,
    from: 'when: absentAnkleReflex or absentKneeReflex',
    to: 'when: absentAnkleReflex or anyRedFlag',
    says: 'when: "anyRedFlag" stands below',
  },
  {
    fault: 'a threshold that is said a second time',
    file: criteria,
    from: 'when: redFlagsClear and watchfulWaitingOver.not()',
    to: 'when: redFlagsClear and symptomDays < 42',
    says: /when: this threshold of symptomDays is that of "watchfulWaitingOver": write .* or watchfulWaitingOver\.not\(\)/,
  },
  {
    fault: 'a threshold that is said a second time with another comparison',
    file: `${lbp}/overlays.yaml`,
    from: 'when: suspected.anyRedFlag ~ true',
    to: 'when: symptomDays > 41',
    says: 'when: this threshold of symptomDays is that of "watchfulWaitingOver"',
  },
  {
    fault: 'a fact by the name it had before',
    file: criteria,
    from: 'when: watchfulWaitingOver.empty()',
    to: 'when: sixWeeks.empty()',
    says: 'when: no fact "sixWeeks"; it is called "watchfulWaitingOver" now',
  },
  {
    fault: 'a summary that takes a threshold from a fact without one',
    file: criteria,
    from: '(under {{period.watchfulWaitingOver}}',
    to: '(under {{period.anyRedFlag}}',
    says: 'summary: nothing is filled in for {{period.anyRedFlag}}; period, weeks and days of a derived fact',
  },
  {
    fault: 'words that take a threshold from a fact that is none',
    file: `${lbp}/words/acute-no-red-flags.md`,
    from: 'Follow up at {{periodInWords.watchfulWaitingOver}}',
    to: 'Follow up at {{periodInWords.watchfulWaitingOvr}}',
    says: 'nothing is filled in for {{periodInWords.watchfulWaitingOvr}}',
  },
  {
    fault: 'a label that takes a threshold from a fact without one',
    file: derived,
    from: "label: 'Pain for {{period.watchfulWaitingOver}} or more'",
    to: "label: 'Pain for {{period.reflexLoss}} or more'",
    says: 'label: nothing is filled in for {{period.reflexLoss}}',
  },
  {
    fault: 'an unknown suggestion',
    file: criteria,
    from: 'suggest: [paediatric-advice]',
    to: 'suggest: [pediatric-advice]',
    says: 'no suggestion "pediatric-advice"; did you mean "paediatric-advice"?',
  },
  {
    fault: 'an unknown group',
    file: criteria,
    from: 'group: ces',
    to: 'group: cse',
    says: 'no group of ratings.yaml "cse"',
  },
  {
    fault: 'an unknown override reason',
    file: criteria,
    from: 'already-arranged]',
    to: 'already-aranged]',
    says: 'no override reason "already-aranged"; did you mean "already-arranged"?',
  },
  {
    fault: 'a criterion that stands twice',
    file: criteria,
    from: '- id: child\n',
    to: '- id: child-red-flag\n',
    says: 'id: "child-red-flag" stands twice',
  },
  {
    fault: 'a last row that is not always true',
    file: criteria,
    from: /when: 'true'|when: true\n/,
    to: 'when: watchfulWaitingOver\n',
    says: 'when: the last row must be "true"',
  },
  {
    fault: 'a summary that does not fit',
    file: criteria,
    from: 'summary: ',
    to: `summary: ${'very '.repeat(30)}`,
    says: /summary: \d+ characters, at most 139 fit on a card/,
  },
  {
    fault: 'a dangling value set',
    file: `${lbp}/facts.yaml`,
    from: '- finding: saddle-numbness',
    to: '- finding: saddle-numbnes',
    says: 'no value set "saddle-numbnes"; did you mean "saddle-numbness"?',
  },
  {
    fault: 'a misspelt parameter of a calculator',
    file: `${lbp}/facts.yaml`,
    from: 'newEpisodeAfterDays: 180',
    to: 'newEpisodeAfterDay: 180',
    says: 'computed: unknown name "newEpisodeAfterDay"; did you mean "newEpisodeAfterDays"?',
  },
  {
    fault: 'a parameter that is left out',
    file: `${lbp}/facts.yaml`,
    from: / {6}newEpisodeAfterDays: 180\n(?= {6}boundedWithinDays)/,
    to: '',
    says: 'computed: "newEpisodeAfterDays" is missing, a number of days',
    at: `${lbp}/facts.yaml`,
  },
  {
    fault: 'a parameter that is no number',
    file: `${lbp}/facts.yaml`,
    from: 'onsetToWorstDays: 7',
    to: 'onsetToWorstDays: a week',
    says: 'onsetToWorstDays: not a number of days',
  },
  {
    fault: 'a calculator that is not there',
    file: `${lbp}/facts.yaml`,
    from: 'by: episode-days',
    to: 'by: episode-day',
    says: 'no calculator "episode-day"; did you mean "episode-days"?',
  },
  {
    fault: 'a parameter without its calculator',
    file: `${lbp}/facts.yaml`,
    from: 'by: episode-days\n',
    to: "falseIf: orderRegion = 'other'\n",
    says: 'computed: unknown name "onsetOf"; it belongs to a calculator: add "by: episode-days"',
    at: `${lbp}/facts.yaml`,
  },
  {
    fault: 'a fact in a parameter that is not there',
    file: `${lbp}/facts.yaml`,
    from: 'dermatomalSensoryLoss: polyneuropathy',
    to: 'dermatomalSensoryLoss: polyneuropaty',
    says: 'no fact "polyneuropaty"; did you mean "polyneuropathy"?',
  },
  {
    fault: 'a fact that is worked out too late',
    file: `${lbp}/facts.yaml`,
    from: 'duration: symptomDays',
    to: 'duration: neuroDeficitDays',
    says: '"neuroDeficitDays" is not known yet when "inflammatory-signs" works this fact out',
  },
  {
    fault: 'a word in a parameter that the fact never is',
    file: `${lbp}/facts.yaml`,
    from: 'worse: worsening',
    to: 'worse: worse',
    says: 'no word of the fact "worse"; did you mean "worsening"?',
  },
  {
    fault: 'a value set in a parameter that is not there',
    file: `${lbp}/facts.yaml`,
    from: 'dueDate: estimated-delivery-date',
    to: 'dueDate: estimated-delivery',
    says: 'no value set "estimated-delivery"',
  },
  {
    fault: 'an implying fact that is not there',
    file: `${lbp}/facts.yaml`,
    from: 'impliedBy: [footDrop,',
    to: 'impliedBy: [footdrop,',
    says: 'no fact "footdrop"; did you mean "footDrop"?',
  },
  {
    fault: 'a switch without a study',
    file: `${lbp}/suggestions.yaml`,
    from: '    study: mri-wo\n',
    to: '',
    says: 'switch-mri-wo: "study" is missing',
    at: `${lbp}/suggestions.yaml`,
  },
  {
    fault: 'a member of another kind of suggestion',
    file: `${lbp}/suggestions.yaml`,
    from: '    elseStudy: mri-wo\n',
    to: '    inDays: 14\n',
    says: 'unknown name "inDays"',
  },
  {
    fault: 'a day to wait for by a fact that is not there',
    file: `${lbp}/suggestions.yaml`,
    from: 'notBefore: { fact: symptomDays,',
    to: 'notBefore: { fact: symptomDay,',
    says: 'no fact "symptomDay"; did you mean "symptomDays"?',
  },
  {
    fault: 'a series that does not say when a value is weak',
    file: `${lbp}/series.yaml`,
    from: '    weakBelow: 5\n',
    to: '',
    says: 'muscleStrength: "weakBelow" is missing',
    at: `${lbp}/series.yaml`,
  },
  {
    fault: 'a parameter that its series does not have',
    file: `${lbp}/series.yaml`,
    from: '    weakBelow: 5\n',
    to: '    weakBelow: 5\n    impairedAbove: 40\n',
    says: 'muscleStrength: unknown name "impairedAbove"',
    at: `${lbp}/series.yaml`,
  },
  {
    fault: 'a fact of a series that is not there',
    file: `${lbp}/series.yaml`,
    from: '      weak: motorWeakness\n',
    to: '      weak: motorWeaknes\n',
    says: 'no fact "motorWeaknes"; did you mean "motorWeakness"?',
  },
  {
    fault: 'a measurement without a unit',
    file: `${lbp}/facts.yaml`,
    from: '        unit: mL\n',
    to: '',
    says: '"unit" is missing',
    at: `${lbp}/facts.yaml`,
  },
  {
    fault: 'a range for evidence that is no number',
    file: `${lbp}/facts.yaml`,
    from: '- finding: bladder-dysfunction\n',
    to: '- finding: bladder-dysfunction\n        positive: { atLeast: 3 }\n',
    says: 'unknown name "positive"',
    at: `${lbp}/facts.yaml`,
  },
  {
    fault: 'a guideline that offers another study and names no fact against it',
    file: `${lbp}/guideline.yaml`,
    from: '  imaging: { mri: mriContraindicated, gadolinium: gadoliniumCaution, iodinated: iodinatedCaution }\n',
    to: '',
    says: 'safety: "imaging" is missing, the facts that speak against MRI and contrast',
    at: `${lbp}/guideline.yaml`,
  },
  {
    fault: 'a key by its former name',
    file: criteria,
    from: 'guidance: [',
    to: 'seed: [',
    says: 'unknown name "seed"; it is called "guidance" now',
  },
  {
    fault: 'a letter too few for a group',
    file: `${lbp}/ratings.yaml`,
    from: 'ces: A A N M N N M N N',
    to: 'ces: A A N M N N M N',
    says: 'ces: 8 letters for 9 studies',
  },
  {
    fault: 'a modifier for a row that is not there',
    file: `${lbp}/ratings.yaml`,
    from: '- cord-signs',
    to: '- cord-sign',
    says: 'no criterion "cord-sign"; did you mean "cord-signs"?',
  },
  {
    fault: 'a statement of the guidance that nothing covers',
    file: `${lbp}/guideline.yaml`,
    from: /^ {2}S7: facts\.yaml, radicularPain.*\n/m,
    to: '',
    says: 'S7 is named by no criterion',
    at: `${lbp}/guideline.yaml`,
  },
  {
    fault: 'a code that stands twice',
    file: 'value-sets/fever.json',
    from: '"code": "386661006",\n            "display": "Fever (finding)"\n          },',
    to: '"code": "386661006",\n            "display": "Fever (finding)"\n          },\n          { "code": "386661006", "display": "Fever again" },',
    says: 'code: "386661006" stands twice',
    at: 'value-sets/fever.json',
  },
  {
    fault: 'a code without a display',
    file: 'value-sets/fever.json',
    from: '"display": "Fever (finding)"',
    to: '"definition": "Fever"',
    says: /"display" is missing/,
    at: 'value-sets/fever.json',
  },
  {
    fault: 'an answer that is positive and negative',
    file: 'code-systems.yaml',
    from: 'negative: answer-negative',
    to: 'negative: answer-positive',
    says: /stands in "answer-positive" and in "answer-positive", which say opposite things/,
  },
  {
    fault: 'words with a name that is never filled in',
    file: `${lbp}/words/foot-drop.md`,
    from: 'The foot cannot',
    to: 'The {{fotDrop}} cannot',
    says: 'nothing is filled in for {{fotDrop}}; did you mean "footDrop"?',
  },
  {
    fault: 'words under a heading that is not shown',
    file: `${lbp}/words/foot-drop.md`,
    from: '## What to do',
    to: '## What to doo',
    says: 'no section "What to doo"; did you mean "What to do"?',
  },
  {
    fault: 'a vignette with an unknown fact',
    file: `${lbp}/vignettes/thresholds.yaml`,
    from: 'symptom-days: 20',
    to: 'symptom-day: 20',
    says: 'facts: no fact "symptom-day"; did you mean "symptom-days"?',
  },
  {
    fault: 'a label that does not fit',
    file: `${lbp}/suggestions.yaml`,
    from: "label: 'Change the order to {{study}}'",
    to: "label: 'Please consider to change this draft order now to {{study}}'",
    says: /label: up to \d+ characters, at most 80 fit/,
  },
  {
    fault: 'an exception for a property that is not there',
    file: `${lbp}/proofs.yaml`,
    from: 'property: red-flag-never-lowers-urgency\n    criteria: [already',
    to: 'property: red-flag-never-lowers\n    criteria: [already',
    says: 'no property "red-flag-never-lowers"',
  },
];

describe('check finds', () => {
  it.each(faultsInFiles)('$fault', ({ file, from, to, says, at }) => {
    const { problems, line } = cards.withEdit({ file, from, to }, (line) => ({
      problems: problemsOf(cards.folder, file),
      line,
    }));
    const place = at ?? `${file}:${line} `;
    expect(problems.filter((problem) => problem.startsWith(place)).join('\n')).toMatch(says);
  });

  it('missing words', () => {
    const words = join(cards.folder, lbp, 'words/foot-drop.md');
    const text = cards.withEdit({ file: `${lbp}/words/foot-drop.md`, from: 'Why', to: 'Why' }, () => {
      rmSync(words);
      const problems = problemsOf(cards.folder);
      writeFileSync(words, '');
      return problems;
    });
    expect(text.join('\n')).toMatch(/criteria\.yaml:\d+ id: words\/foot-drop\.md is missing/);
  });
});

/** The order of two rows is changed by renaming: their rules are exchanged. */
const faultsInTheTable: readonly Fault[] = [
  {
    fault: 'a row that is shadowed by the one above',
    file: criteria,
    from: 'when: adult.not() and (anyRedFlag ~ true)',
    to: 'when: adult.not()',
    says: 'child can never answer: it is shadowed by child-red-flag',
    at: criteria,
  },
  {
    fault: 'a rule that can never be true',
    file: criteria,
    from: 'when: footDrop',
    to: 'when: footDrop and (footDrop ~ false)',
    says: 'foot-drop can never answer: its rule can never be true',
    at: criteria,
  },
  {
    fault: 'a red flag that has lost its weight',
    file: derived,
    from: 'or bladderDysfunction or',
    to: 'or',
    says: /screen-before-not-indicated: nothing is "not indicated" while an item of the core screen is unknown, but/,
    at: criteria,
  },
  {
    fault: 'unknown that is treated as false',
    file: derived,
    from: 'anyRedFlag.not() and motorWeakness.exists()',
    to: '(anyRedFlag ~ true).not() and motorWeakness.exists()',
    says: /not-indicated-needs-a-documented-screen: .*, but [\w-]+ answers "not-indicated"/,
    at: criteria,
  },
  {
    fault: 'a red flag that no row answers',
    file: criteria,
    from: 'when: abruptSevereSensoryChange',
    to: 'when: abruptSevereSensoryChange and motorWeakness',
    says: /red-flag-is-answered: a known red flag is never answered "not indicated" or "cannot rate", but/,
    at: criteria,
  },
  {
    fault: 'a softer row above the emergency',
    file: criteria,
    from: 'when: imagedAfterRedFlag and (anyRedFlag ~ true)',
    to: 'when: imagedAfterRedFlag or gaitChange',
    says: /nothing-soft-beside-an-emergency: .*, but already-imaged-for-this-finding answers "may-be-appropriate"/,
    at: criteria,
  },
  {
    fault: 'a suspected red flag that is cleared',
    file: criteria,
    from: 'when: (suspected.anyRedFlag ~ true)\n',
    to: "when: (suspected.anyRedFlag ~ true) and orderRegion = 'lumbar'\n",
    says: /suspected-red-flag-never-cleared|red-flag-never-lowers-urgency/,
    at: criteria,
  },
  {
    fault: 'a child that gets an adult rating',
    file: criteria,
    from: 'when: adult.not()\n',
    to: 'when: ageYears < 17\n',
    says: /child-is-never-rated: a child gets no adult rating, but/,
    at: criteria,
  },
  {
    fault: 'a row that keeps the old threshold when the fact that has it is changed',
    file: criteria,
    from: 'when: redFlagsClear and watchfulWaitingOver.not()',
    to: 'when: redFlagsClear and symptomDays < 41',
    says: 'last-row-needs-an-unknown: with every fact known the last row never answers "cannot rate", but insufficient-information',
    at: criteria,
  },
  {
    fault: 'an exception that covers less than the table leaves open',
    file: `${lbp}/proofs.yaml`,
    from: 'objectiveDeficit and motorWeakness.not() and deficitPersistent.not()',
    to: "objectiveDeficit and motorWeakness.not() and (painTrend = 'worsening') and deficitPersistent.not()",
    says: 'last-row-needs-an-unknown: with every fact known the last row never answers "cannot rate", but insufficient-information',
    at: criteria,
  },
  {
    fault: 'an exception that is not needed',
    file: `${lbp}/proofs.yaml`,
    from: 'facts: [diabetes, dialysis, recentSpinalProcedure]\n    reason: >-\n      A risk factor',
    to: 'facts: [saddleAnesthesia]\n    reason: >-\n      A risk factor',
    says: 'exception "study-without-a-scenario-contributor" is not needed; remove it',
    at: `${lbp}/proofs.yaml`,
  },
];

describe('the proofs find', () => {
  it.each(faultsInTheTable)('$fault', ({ file, from, to, says, at = '' }) => {
    const problems = cards.withEdit({ file, from, to }, () => problemsOf(cards.folder));
    expect(problems.filter((problem) => problem.startsWith(at)).join('\n')).toMatch(says);
    expect(problems.every((problem) => /^[\w./-]+\.yaml:\d+ /.test(problem))).toBe(true);
  });

  it('the smallest combination of facts, as a vignette that can be pasted', () => {
    const edit = { file: derived, from: 'anyRedFlag.not() and motorWeakness.exists()', to: 'motorWeakness.exists()' };
    const [problem = ''] = cards.withEdit(edit, () => problemsOf(cards.folder));
    expect(problem).toContain('- id: ');
    const path = join(cards.folder, lbp, 'vignettes/pasted.yaml');
    writeFileSync(path, problem.slice(problem.indexOf('- id: ')));
    try {
      const { layers, guidelines } = readCards(cards.folder);
      const [folder] = guidelines;
      const wrong = folder === undefined ? [] : checkAnswers(layers, folder);
      expect(problemsOf(cards.folder)).toEqual([]);
      expect(wrong).toHaveLength(1);
    } finally {
      rmSync(path);
    }
  });
});

const faultsInAnswers: readonly Edit[] = [
  { file: derived, from: 'symptomDays >= 42', to: 'symptomDays >= 41' },
  { file: derived, from: 'priorImagingDays <= 365', to: 'priorImagingDays <= 366' },
  { file: derived, from: 'neuroDeficitDays >= 56', to: 'neuroDeficitDays >= 57' },
  { file: criteria, from: 'ageYears >= 70', to: 'ageYears >= 71' },
  { file: `${lbp}/ratings.yaml`, from: 'v3: A M N M N N M M M', to: 'v3: A M N M N N M N M' },
];

describe('the vignettes find', () => {
  it.each(faultsInAnswers)('$to in $file', (edit) => {
    const problems = cards.withEdit(edit, () => {
      const { layers, guidelines } = readCards(cards.folder);
      return guidelines.flatMap((folder) => checkAnswers(layers, folder));
    });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ file, line }) => /vignettes\/[\w.-]+\.(yaml|json)$/.test(file) && line > 0)).toBe(true);
  });
});
