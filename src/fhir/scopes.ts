/** How far the scopes of a token let one type of resource be read. */
export type Grant =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  /** only what matches one of these search parameter strings, such as `category=laboratory` */
  | { readonly kind: 'filtered'; readonly filters: readonly string[] };

const scopeForm = /^(?:patient|user|system)\/(\*|[A-Za-z]+)\.(\*|read|write|c?r?u?d?s?)(?:\?(.+))?$/;

/** More than this many restricted scopes for one type are not followed. */
const maximumFilters = 4;

const none: Grant = { kind: 'none' };
const all: Grant = { kind: 'all' };

/**
 * What a SMART scope string grants for a FHIR type, in the syntax of SMART 1.0 (`user/Condition.read`) or 2.0
 * (`patient/Condition.rs?category=problem-list-item`). A Patient is read by id (`r`), everything else searched (`s`).
 */
export function grantFor(scope: string, type: string): Grant {
  const needed = type === 'Patient' ? 'r' : 's';
  const filters = new Set<string>();
  for (const token of scope.split(/\s+/)) {
    const [matched, scopeType, permission = '', filter] = scopeForm.exec(token) ?? [];
    if (matched === undefined || (scopeType !== '*' && scopeType !== type)) continue;
    const isGranted =
      permission === '*' || permission === 'read' || (permission !== 'write' && permission.includes(needed));
    if (!isGranted) continue;
    if (filter === undefined) return all;
    if (isPlainFilter(filter)) filters.add(filter);
  }
  return filters.size === 0 ? none : { kind: 'filtered', filters: [...filters].slice(0, maximumFilters) };
}

/** A filter may narrow a search but not turn it to another patient or ask for more. */
function isPlainFilter(filter: string): boolean {
  const names = [...new URLSearchParams(filter).keys()].map((name) => name.split(/[.:]/)[0]);
  return names.every(
    (name) => name !== undefined && /^[a-z][a-z-]*$/.test(name) && name !== 'patient' && name !== 'subject',
  );
}
