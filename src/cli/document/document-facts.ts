import type { EvidenceDefinition, FactDefinition } from '../../core/guideline/documents.js';
import { evidenceRoles } from '../../core/guideline/guideline.js';
import { isObject } from '../../core/values/json.js';
import type { NumericRange } from '../../core/values/quantity.js';
import type { DocumentSource } from './document-source.js';
import { code, plain, section, sourceLinks, table } from './document-text.js';
import { ruleInWords } from './document-words.js';

/** Named combinations of facts, in words and as rules. */
export function derivedFacts(source: DocumentSource): string {
  const rows = Object.entries(source.documents.derived).map(([fact, { label, when, note }]) => [
    `**${plain(label)}** ${code(fact)}`,
    ruleInWords(source, when),
    code(when),
    plain(note ?? ''),
  ]);
  const intro = 'Combinations of facts that have a name of their own. A line may use the lines above it.';
  return section('Derived facts', intro, table(['Name', 'True if', 'Rule', 'Note'], rows));
}

/** Everything that a rule may ask about a patient, and what in a record speaks to it. */
export function facts(source: DocumentSource): string {
  const rows = Object.entries(source.documents.facts).map(([fact, definition]) => [
    `**${plain(definition.label)}** ${code(fact)}`,
    [
      plain(definition.definition),
      kindOf(definition),
      (definition.guidance ?? []).join(', '),
      sourceLinks(definition.sources),
    ]
      .filter((part) => part !== '')
      .join(' '),
    silence(source, definition),
    counts(definition),
    evidence(source, fact, definition),
  ]);
  const intro = `The closed vocabulary. A fact is true, false or unknown; unknown is never taken as false. *Suspected* is unknown
with something in the record that points to it. Every fact can also be stated by its own code, for example by a suggestion
of a card. *Slanted* names are value sets, with the number of their codes.`;
  const headings = ['Fact', 'Definition', 'If the record is silent', 'An entry counts', 'What speaks to it'];
  return section('Facts', intro, table(headings, rows));
}

function kindOf({ type, values = [], unit }: FactDefinition): string {
  if (type === 'enum') return `One of ${values.map((value) => `“${plain(value)}”`).join(', ')}.`;
  if (type === 'days') return 'In days.';
  return unit === undefined ? '' : `In ${plain(unit)}.`;
}

function silence({ documents }: DocumentSource, { silence: kind, lists = [] }: FactDefinition): string {
  const parts = (names: readonly string[]): string =>
    names.map((part) => documents.phrases[`part.${part}`] ?? part).join(', ');
  switch (kind) {
    case 'A':
      return 'unknown: it must be asked';
    case 'N':
      return 'unknown: it needs a value';
    case 'B':
      return `absent, if these were read: ${parts(lists)}`;
    case 'C':
      return `absent, if these were read: ${parts(['observations', 'conditions'])}`;
  }
}

function counts({ window, nature, longStanding }: FactDefinition): string {
  const span =
    window === undefined || window === 'ever'
      ? 'at any age'
      : window === 'current'
        ? 'until it ends'
        : `for ${window} days`;
  const past = nature === 'history' || nature === 'event' ? '; a resolved entry still counts' : '';
  const old = longStanding === undefined ? '' : `; not when it began more than ${longStanding} days ago`;
  return `${span}${past}${old}`;
}

const roles = {
  finding: 'finding',
  history: 'history',
  absence: 'stated absence',
  answer: 'answer to',
  measurement: 'measurement',
  medication: 'medicine',
  procedure: 'procedure',
  device: 'device',
  allergy: 'allergy',
  stated: 'stated value',
} as const;

function evidence(source: DocumentSource, fact: string, definition: FactDefinition): string {
  const given = (definition.evidence ?? []).map((one) => evidenceInWords(source, one));
  const computed = definition.computed === undefined ? [] : [computedFrom(source, definition.computed)];
  const isInWords = source.documents.text.findings.some(({ facts }) => facts[fact] !== undefined);
  const hints = isInWords ? ['hint in free text, by the words of text/'] : [];
  return [...given, ...computed, ...hints].join('; ');
}

function evidenceInWords(source: DocumentSource, one: EvidenceDefinition): string {
  const role = evidenceRoles.find((name) => one[name] !== undefined);
  const set = role === undefined ? '' : valueSet(source, one[role] ?? '');
  return [role === undefined ? '' : `${roles[role]} ${set}`, ...qualifiers(source, one)]
    .filter((part) => part !== '')
    .join(' ');
}

function qualifiers(source: DocumentSource, one: EvidenceDefinition): readonly string[] {
  const { positive, negative, unit = '' } = one;
  const answers = (name: string, value: string | NumericRange | undefined): string =>
    value === undefined ? '' : `${name} ${typeof value === 'string' ? valueSet(source, value) : range(value, unit)}`;
  const sites = one.bodySite?.map((id) => valueSet(source, id)).join(' or ');
  return [
    answers('positive', positive),
    answers('negative', negative),
    answers('suspected', one.suspected),
    one.referenceRange === undefined ? '' : `${one.referenceRange} by its reference range`,
    sites === undefined ? '' : `at ${sites}`,
    one.resources === undefined ? '' : `only as ${one.resources.join(', ')}`,
    one.status === undefined ? '' : `only ${one.status}`,
    typeof one.window === 'number' ? `within ${one.window} days` : '',
    one.minimumDays === undefined ? '' : `for ${one.minimumDays} days or more`,
    one.withinDays === undefined ? '' : `within ${one.withinDays} days`,
    one.value === undefined ? '' : `means “${plain(one.value)}”`,
    one.severe === true ? 'only severe' : '',
    one.states === 'suspected' ? 'as a hint only' : '',
    one.suspectedUnlessMrConditional === true ? 'suspected unless MR conditional' : '',
  ];
}

function range({ atLeast, above, atMost, below }: NumericRange, unit: string): string {
  const bounds = [
    atLeast === undefined ? '' : `at least ${atLeast}`,
    above === undefined ? '' : `above ${above}`,
    atMost === undefined ? '' : `at most ${atMost}`,
    below === undefined ? '' : `below ${below}`,
  ].filter((bound) => bound !== '');
  return plain(`${bounds.join(', ')} ${unit}`);
}

function valueSet({ documents }: DocumentSource, id: string): string {
  const content = documents.valueSets[id];
  const count = content === undefined ? 0 : content.codes.length + content.prefixes.length;
  return `*${plain(id)}* (${count})`;
}

function computedFrom(source: DocumentSource, computed: NonNullable<FactDefinition['computed']>): string {
  const used = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string' && value in source.documents.valueSets) used.add(value);
    else if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value)) Object.values(value).forEach(look);
  };
  look(computed);
  const rule = typeof computed.falseIf === 'string' ? `; absent if ${ruleInWords(source, computed.falseIf)}` : '';
  const sets = used.size === 0 ? '' : ` from ${[...used].map((id) => valueSet(source, id)).join(', ')}`;
  return `worked out by the service${sets}${rule}`;
}
