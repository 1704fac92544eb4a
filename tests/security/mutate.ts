/** A source of numbers that is the same for the same seed on every machine (mulberry32). */
export interface Random {
  /** from 0 to `below`, without it */
  readonly integer: (below: number) => number;
  readonly pick: <T>(values: readonly [T, ...T[]]) => T;
}

export function createRandom(seed: number): Random {
  let state = seed;
  const integer = (below: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
  return { integer, pick: (values) => values[integer(values.length)] ?? values[0] };
}

function nested(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { extension: value };
  return value;
}

/** What real senders and hostile ones put where something else belongs. */
const oddities: readonly unknown[] = [
  null,
  '',
  ' ',
  [],
  {},
  true,
  false,
  0,
  -1,
  1e308,
  -0.5,
  Number.MAX_SAFE_INTEGER,
  '0',
  'true',
  [null],
  [[]],
  [{}],
  { coding: 'x' },
  { coding: [null, 'x', {}] },
  { reference: '#' },
  { reference: 'Patient/' },
  { value: '1' },
  '2026-02-30',
  '2026-13-45T99:99:99Z',
  '0000-00-00',
  '2026-11-23T10:00:00+99:99',
  '../../etc/passwd',
  'Patient/1/_history/../2',
  'urn:uuid:',
  'http://169.254.169.254/latest',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  '](http://example.org)',
  '{{study}}',
  '#{7*7}',
  "'; drop table consults; --",
  '\u0000',
  '\u202egnp.exe',
  '\ud800',
  '\u200b\ufeff',
  '👩‍⚕️'.repeat(50),
  'x'.repeat(20_000),
  'a,b|c$d\\e',
  nested(30),
  nested(300),
  { __proto__: null, constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__":{"polluted":true},"toString":1,"length":-1}'),
  Array.from({ length: 300 }, (_, index) => ({ resource: { resourceType: 'Observation', id: index } })),
];

const oddTexts = oddities.map((oddity) => JSON.stringify(oddity));

/** A copy of its own: later changes go into it. */
function pickOddity(random: Random): unknown {
  return JSON.parse(oddTexts[random.integer(oddTexts.length)] ?? 'null');
}

type Holder = { [member: string]: unknown } | unknown[];

/** Changes a JSON value in place, once or a few times: a member replaced, removed, repeated, renamed or moved. */
export function mutateJson(root: unknown, random: Random): unknown {
  if (random.integer(200) === 0) return pickOddity(random);
  const holders = holdersIn(root);
  const changes = 1 + random.integer(3);
  for (let change = 0; change < changes; change += 1) {
    const holder = holders[random.integer(holders.length)];
    if (holder === undefined) return pickOddity(random);
    changeMember(holder, random);
  }
  return root;
}

/** Every object and list with something in it, so that the depths of a record are hit as often as they are large. */
function holdersIn(root: unknown): readonly Holder[] {
  const found: Holder[] = [];
  const visit = (value: unknown): void => {
    const holder = asHolder(value);
    if (holder === undefined) return;
    found.push(holder);
    for (const inner of Object.values(holder)) visit(inner);
  };
  visit(root);
  return found;
}

function changeMember(holder: Holder, random: Random): void {
  const key = randomKey(holder, random);
  const value = valueAt(holder, key);
  switch (random.integer(6)) {
    case 0:
      return remove(holder, key);
    case 1: {
      const other = randomKey(holder, random);
      put(holder, key, valueAt(holder, other));
      return put(holder, other, value);
    }
    case 2:
      return put(
        holder,
        key,
        Array.from({ length: 1 + random.integer(20) }, () => value),
      );
    case 3:
      return put(holder, random.pick([`_${key}`, key.toUpperCase(), 'resourceType', '__proto__', 'id']), value);
    default:
      return put(holder, key, pickOddity(random));
  }
}

/** Damages bytes: cut off, bits flipped, a stretch repeated or removed, bytes that are not UTF-8. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.integer(bytes.length + 1);
  switch (random.integer(5)) {
    case 0:
      return bytes.subarray(0, at);
    case 1: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << random.integer(8));
      return changed;
    }
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(random.integer(bytes.length + 1))]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff, 0xfe, 0xc0, 0x80]), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes, bytes.subarray(0, at)]);
  }
}

function asHolder(value: unknown): Holder | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value;
  return isRecord(value) && Object.keys(value).length > 0 ? value : undefined;
}

function isRecord(value: unknown): value is { [member: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function randomKey(holder: Holder, random: Random): string {
  const keys = Object.keys(holder);
  return keys[random.integer(keys.length)] ?? '';
}

function valueAt(holder: Holder, key: string): unknown {
  return Array.isArray(holder) ? holder[Number(key)] : holder[key];
}

function put(holder: Holder, key: string, value: unknown): void {
  if (Array.isArray(holder)) holder[Number.isNaN(Number(key)) ? holder.length : Number(key)] = value;
  // as JSON.parse makes it: a member like any other
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function remove(holder: Holder, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}
