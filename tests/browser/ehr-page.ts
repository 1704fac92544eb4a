import type { EhrDouble } from '../journeys/ehr-double.js';

/** How the page of the EHR takes messages. */
export interface EhrPage {
  /** where its frame starts */
  readonly start: string;
  /** whether it answers, as the standard form asks; without, it only listens */
  readonly answers: boolean;
}

/** A page of the EHR that holds the form in a frame, keeps what it is told in `told`, and answers. */
function ehrPage({ start, answers }: EhrPage): string {
  return `<!doctype html><html lang="en"><head><title>EHR</title></head><body><h1>Order</h1>
<iframe id="app" title="Form" src="${start.replaceAll('&', '&amp;')}" width="600" height="700"></iframe>
<script>
window.told = [];
addEventListener('message', ({ data, source, origin }) => {
  told.push({ ...data, origin });
  if (${answers}) source.postMessage({ messageId: crypto.randomUUID(), responseToMessageId: data.messageId, payload: { status: '200 OK' } }, origin);
});
</script></body></html>`;
}

/** Sets the page that the EHR shows. */
export function showFrame(ehr: EhrDouble, page: EhrPage): void {
  ehr.page = () => ehrPage(page);
}
