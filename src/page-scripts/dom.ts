/** The element of the page with this id and of this kind; a page without it is broken, and says so. */
export function element<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}

/** What stands in a field, without the space around it; '' for a field that the page does not have. */
export function textIn(id: string): string {
  const field = document.getElementById(id);
  const hasText =
    field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
  return hasText ? field.value.trim() : '';
}

/** What browsers with Trusted Types offer; the others have none. */
interface PolicyFactory {
  readonly createPolicy: (
    name: string,
    rules: { readonly createHTML: (text: string) => string },
  ) => { readonly createHTML: (text: string) => string };
}

const factory: PolicyFactory | undefined = Reflect.get(globalThis, 'trustedTypes');
const policy = factory?.createPolicy('drawn-by-the-service', { createHTML: (text) => text });

/** Puts in what the service drew; it escapes every value, and the policy of the page runs no script in it. */
export function setDrawn(place: HTMLElement, drawn: string): void {
  place.innerHTML = policy === undefined ? drawn : policy.createHTML(drawn);
}
