import { memo } from '../core/values/memo.js';

/** How far the scopes of a token let one type of resource be read. */
export type Grant =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  /** only what matches one of these search parameter strings, such as `category=laboratory` */
  | { readonly kind: 'filtered'; readonly filters: readonly string[] };

const scopeForm = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.(\*|read|write|c?r?u?d?s?)(?:\?(.+))?$/;

/** More than this many restricted scopes for one type are not followed. */
const maximumFilters = 4;
/** A longer scope string is not read. */
const longestScope = 4_096;
const mostRemembered = 200;

const none: Grant = { kind: 'none' };
const all: Grant = { kind: 'all' };

/** One scope of a token. */
interface Scope {
  readonly type: string;
  readonly permission: string;
  readonly filter: string | undefined;
}

/**
 * What a SMART scope string grants for a FHIR type, in the syntax of SMART 1.0 (`user/Condition.read`) or 2.0
 * (`patient/Condition.rs?category=problem-list-item`). A Patient is read by id (`r`), everything else searched (`s`).
 */
export function grantFor(scope: string, type: string): Grant {
  if (scope.length > longestScope) return none;
  const needed = type === 'Patient' ? 'r' : 's';
  const filters = new Set<string>();
  for (const { type: scopeType, permission, filter } of parseScopes(scope)) {
    if (scopeType !== '*' && scopeType !== type) continue;
    const isGranted =
      permission === '*' || permission === 'read' || (permission !== 'write' && permission.includes(needed));
    if (!isGranted) continue;
    if (filter === undefined) return all;
    if (isPlainFilter(filter)) filters.add(filter);
  }
  return filters.size === 0 ? none : { kind: 'filtered', filters: [...filters].slice(0, maximumFilters) };
}

/** Every part of the record asks, and an EHR sends the same scopes again and again. */
const parseScopes = memo(mostRemembered, (scope): readonly Scope[] =>
  scope.split(/\s+/).flatMap((token) => {
    const [matched, type = '', permission = '', filter] = scopeForm.exec(token) ?? [];
    return matched === undefined ? [] : [{ type, permission, filter }];
  }),
);

/** A filter may narrow a search but not turn it to another patient or ask for more. */
function isPlainFilter(filter: string): boolean {
  const names = [...new URLSearchParams(filter).keys()].map((name) => name.split(/[.:]/)[0]);
  return names.every(
    (name) => name !== undefined && /^[a-z][a-z-]*$/.test(name) && name !== 'patient' && name !== 'subject',
  );
}

/** Whether a scope string lets a resource of this type be created: `.write`, `.*`, or `c` of SMART 2.0. */
export function mayCreate(scope: string, type: string): boolean {
  if (scope.length > longestScope) return false;
  return parseScopes(scope).some(
    ({ type: scopeType, permission, filter }) =>
      (scopeType === '*' || scopeType === type) &&
      filter === undefined &&
      (permission === '*' || permission === 'write' || /^c/.test(permission)),
  );
}
