/** The case in the fragment of the link: it is never sent to a server, and a pasted Bundle is never part of it. */

const kept = ['study', 'reason', 'words', 'patient', 'age', 'sex', 'server', 'server-patient'];
const longestLink = 4_000;

/** The link to what the form says now; fields that say what they say at first are left out. */
export function linkToCase(form: HTMLFormElement): string {
  const values = new URLSearchParams();
  for (const name of kept) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement && field.value !== field.defaultValue) values.set(name, field.value);
    if (field instanceof HTMLSelectElement && field.selectedOptions[0]?.defaultSelected === false)
      values.set(name, field.value);
  }
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-finding]')) {
    if (field instanceof HTMLInputElement && field.type === 'radio' && !field.checked) continue;
    if (field.value !== '') values.set(field.dataset.finding ?? '', field.value);
  }
  const text = values.toString();
  return `${location.pathname}${text === '' || text.length > longestLink ? '' : `#${text}`}`;
}

/** Fills the form from the fragment; what is not known is left as it is. */
export function caseInLink(form: HTMLFormElement): void {
  const values = new URLSearchParams(location.hash.slice(1, longestLink));
  for (const name of kept) {
    const value = values.get(name);
    const field = form.elements.namedItem(name);
    if (value === null) continue;
    if (field instanceof HTMLInputElement) field.value = field.type === 'number' ? numberIn(value) : value;
    if (field instanceof HTMLSelectElement && [...field.options].some((option) => option.value === value))
      field.value = value;
  }
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[data-finding]')) {
    const value = values.get(field.dataset.finding ?? '');
    if (value === null) continue;
    if (field instanceof HTMLInputElement && field.type === 'radio') field.checked = field.value === value;
    else if (field instanceof HTMLInputElement) field.value = numberIn(value);
    else if ([...field.options].some((option) => option.value === value)) field.value = value;
    if (field.value !== '' || field instanceof HTMLSelectElement) unfold(field);
  }
}

/** A browser complains about a number that is none. */
function numberIn(value: string): string {
  return /^\d{1,5}$/.test(value) ? value : '';
}

function unfold(field: HTMLElement): void {
  const folded = field.closest('details');
  if (folded !== null) folded.open = true;
}
