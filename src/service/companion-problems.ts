import type { LaunchOutcome } from '../http/launch-outcome.js';

/** Why a launch did not lead to the form; the page has words for each, and none of the other side's. */
export type LaunchProblem = Exclude<LaunchOutcome, 'begun' | 'opened' | 'opened-without-link'>;

export const notLaunched = 'The form could not be opened';

export const launchProblems: { readonly [problem in LaunchProblem]: string } = {
  iss: 'This EHR is not registered with the service, or the launch names no order. Ask whoever runs it to compare the FHIR base URL.',
  server: 'The EHR does not say where it signs users in. Try again; if it stays so, tell whoever runs it.',
  state: 'This sign-in was not begun here, or has been used already. Open the form from the order again.',
  refused: 'The EHR did not allow the form to read the record. Open it from the order again, or answer on the card.',
  patient: 'The link belongs to another patient than the one that is open in the EHR. Nothing was shown or recorded.',
  handle:
    'This link has been used or is older than half an hour. Call the card up again, and open the form from there.',
  busy: 'More forms are being opened than this service is meant for. Try again in a minute, or answer on the card.',
};

export function isLaunchProblem(text: unknown): text is LaunchProblem {
  return typeof text === 'string' && Object.hasOwn(launchProblems, text);
}

export const noSession = {
  title: 'This form is not open',
  words:
    'It is opened from an order, ends after 15 minutes without an answer, and needs https or this machine itself. Open it from the order again.',
};

export const unusable = {
  title: 'The form cannot be shown',
  words:
    'The order or the record that the EHR gave cannot be used: it may belong to another patient. Nothing was recorded. Open the form from the order again, or answer on the card.',
};
