/** The files of a minimal guideline, by path inside its folder: no criteria yet, and every place where one grows. */
export function newGuidelineFiles(
  name: string,
  today: string,
  lender: string | undefined,
): { readonly [path: string]: string } {
  const title = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
  return {
    'guideline.yaml': guideline(name, title, today) + (lender === undefined ? '' : borrowed(lender)),
    'facts.yaml': facts,
    'derived.yaml': derived,
    'criteria.yaml': criteria(title),
    'ratings.yaml': ratings,
    'studies.yaml': studies,
    'words/no-criteria-yet.md': words,
    'vignettes/examples.yaml': vignettes,
  };
}

function guideline(name: string, title: string, today: string): string {
  return `id: ${name}
title: ${title}
version: 0.1.0
# the day on which the text was last compared with its sources
reviewedOn: '${today}'
status: draft, not reviewed; not medical advice
scope: Which patients and which orders this guideline is for, in one or two sentences.
source:
  label: ${title}

# What the value rules and the proofs mean by red flag, emergency and core screen.
safety:
  redFlag: anyRedFlag
  emergency: emergencyFlag
  screen: [exampleSign] # must be documented before a row may answer "not-indicated"
  freshDays: 14 # a positive emergency fact this young is not cancelled by a later negative
  adultFrom: 18

changes:
  - { version: 0.1.0, on: '${today}', text: Started }
`;
}

function borrowed(lender: string): string {
  return `
# The fixed words around a card are another guideline's; without this entry a phrases.yaml of its own is read.
borrow:
  from: ${lender}
  files: [phrases]
`;
}

const facts = `# The closed vocabulary of facts. Each says what silence means:
#   A must be asked: unknown      B kept on lists: false if every list under \`lists\` was read
#   C noted when present: false   N needs a value: unknown
facts:
  # Stands for the first red flag of this guideline; rename it here, in derived.yaml and in the vignettes.
  exampleSign:
    label: Example sign
    ask: 'example sign: present or absent'
    type: flag
    silence: A
    window: 90 # days for which an entry counts
    definition: What has to be documented for this to be true, in one sentence.
    # evidence:
    #   - finding: id-of-a-value-set # a file in value-sets/
`;

const derived = `# Named combinations of facts, in order of dependency: a line may use any fact and any line above it.
derived:
  emergencyFlag:
    label: Emergency sign
    when: exampleSign
  anyRedFlag:
    label: Red flag
    when: emergencyFlag
`;

function criteria(title: string): string {
  return `# The decision table: rows are tried from top to bottom, the first whose \`when\` is true decides.
criteria:
  # The last row is always true, so that every order has an answer. Write the criteria above it.
  - id: no-criteria-yet
    when: 'true'
    rating: no-criteria-apply
    group: none
    indicator: info
    summary: '${title}: no criteria yet for this order'
    source: No criteria have been agreed yet
`;
}

const ratings = `# How a study is rated once a row has fired: the row names a group, the group gives every study a letter.
#   A appropriate   M may be appropriate   N not appropriate   - unrated
studies:
  mri-wo: { label: MRI without contrast, modality: mri, contrast: [without, unspecified] }

# one letter per study, in the order in which they stand above
groups:
  none: '-'

modifiers: []

pama:
  byStudyRating:
    appropriate: { code: appropriate, display: Appropriate }
    may-be-appropriate: { code: appropriate, display: Appropriate }
    not-appropriate: { code: not-appropriate, display: Not appropriate }
  byRating:
    no-criteria-apply: { code: no-criteria-apply, display: No criteria apply }
  unlessModality: [radiograph]
`;

const studies = `# Which orders this guideline answers, by value set of their codes. While the list is empty it answers none.
#   - { valueSet: id-of-a-value-set, modality: mri, region: lumbar, contrast: without }
studies: []
`;

const words = `## Why

No criteria have been agreed yet for this kind of order.

## What to do

- Follow local practice.
`;

const vignettes = `# Cases with the answer they must get. Facts stand in kebab-case: exampleSign is example-sign.
- id: sign-documented
  title: The example sign is documented
  facts: { example-sign: true }
  order: { modality: mri, region: lumbar, contrast: without }
  expected: { rating: no-criteria-apply, criterion: no-criteria-yet, studyRating: unrated, pama: no-criteria-apply }

- id: sign-ruled-out
  title: The example sign is ruled out
  facts: { example-sign: false }
  order: { modality: mri, region: lumbar, contrast: without }
  expected: { rating: no-criteria-apply, criterion: no-criteria-yet, studyRating: unrated, pama: no-criteria-apply }

# The window from both sides; \`facts\` under \`expected\` says what a fact must come to while no row depends on it.
- id: sign-90-days-ago
  title: The example sign is documented 90 days ago
  facts: { example-sign: [{ value: true, daysAgo: 90 }] }
  order: { modality: mri, region: lumbar, contrast: without }
  expected:
    rating: no-criteria-apply
    criterion: no-criteria-yet
    studyRating: unrated
    pama: no-criteria-apply
    facts: { example-sign: true }

- id: sign-91-days-ago
  title: The example sign is documented 91 days ago, too long to count
  facts: { example-sign: [{ value: true, daysAgo: 91 }] }
  order: { modality: mri, region: lumbar, contrast: without }
  expected:
    rating: no-criteria-apply
    criterion: no-criteria-yet
    studyRating: unrated
    pama: no-criteria-apply
    facts: { example-sign: suspected }
`;
