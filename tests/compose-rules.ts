import { Ajv2020 } from 'ajv/dist/2020.js';
import { isObject, type JsonObject } from '../src/core/values/json.js';

const text = { type: 'string', minLength: 1 } as const;
const names = { type: 'array', items: text, uniqueItems: true, minItems: 1 } as const;
const duration = { type: 'string', pattern: '^([0-9]+(ms|s|m|h))+$' } as const;
const command = { anyOf: [text, names] } as const;

function closed(properties: JsonObject, required: readonly string[] = []) {
  return { type: 'object', properties, required, additionalProperties: false };
}

const service = closed({
  build: text,
  image: { type: 'string', pattern: '^[a-z0-9./_-]+(:[\\w.-]+)?(@sha256:[0-9a-f]{64})?$' },
  init: { type: 'boolean' },
  restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
  stop_grace_period: duration,
  read_only: { type: 'boolean' },
  tmpfs: names,
  cap_drop: names,
  security_opt: names,
  environment: { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } },
  ports: { type: 'array', items: { type: 'string', pattern: '^([0-9.]+:)?[0-9]+:[0-9]+(/(tcp|udp))?$' } },
  volumes: { type: 'array', items: { type: 'string', pattern: '^[\\w./-]+:/[\\w./-]+(:(ro|rw))?$' } },
  depends_on: {
    anyOf: [
      names,
      {
        type: 'object',
        additionalProperties: closed(
          { condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] } },
          ['condition'],
        ),
      },
    ],
  },
  networks: names,
  healthcheck: closed(
    { test: command, interval: duration, timeout: duration, start_period: duration, retries: { type: 'integer' } },
    ['test'],
  ),
});

/** The part of the Compose specification that is used here; anything else is taken for a slip of the pen. */
const isCompose = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile({
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]*$' },
    services: { type: 'object', additionalProperties: service, minProperties: 1 },
    networks: { type: 'object', additionalProperties: closed({ internal: { type: 'boolean' } }) },
    volumes: { type: 'object', additionalProperties: closed({}) },
  },
  patternProperties: { '^x-': {} },
  required: ['name', 'services'],
  additionalProperties: false,
});

/** Everything wrong with a Compose file: what its schema forbids, and names that nothing in it has. */
export function composeProblems(compose: unknown): readonly string[] {
  const whole: JsonObject = isObject(compose) ? compose : {};
  if (!isCompose(whole))
    return (isCompose.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  const { services, networks, volumes } = whole;
  const known = (section: unknown): readonly string[] => (isObject(section) ? Object.keys(section) : []);
  return Object.entries(isObject(services) ? services : {}).flatMap(([name, one]) => {
    const { image, build, depends_on, networks: attached, volumes: mounted } = isObject(one) ? one : {};
    const missing = (kind: string, wanted: readonly string[], there: readonly string[]): readonly string[] =>
      wanted.filter((each) => !there.includes(each)).map((each) => `/services/${name} there is no ${kind} ${each}`);
    const sources = texts(mounted).map((mount) => mount.split(':')[0] ?? '');
    const isPinned = build !== undefined || /:\d+\.\d+(\.\d+)?[\w.-]*$|@sha256:/.test(String(image));
    return [
      ...missing('service', Array.isArray(depends_on) ? texts(depends_on) : known(depends_on), known(services)),
      ...missing('network', texts(attached), known(networks)),
      ...missing(
        'volume',
        sources.filter((source) => !/^[./]/.test(source)),
        known(volumes),
      ),
      ...(isPinned ? [] : [`/services/${name} image ${String(image)} is not pinned to one version`]),
    ];
  });
}

function texts(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : [];
}
