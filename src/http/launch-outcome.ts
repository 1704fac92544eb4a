/** How a launch ended, as logs and metrics have it. */
export type LaunchOutcome =
  | 'begun'
  | 'opened'
  /** the link was lost, used, forged or too old; the drafts of the record took its place */
  | 'opened-without-link'
  /** not from a registered EHR */
  | 'iss'
  /** the EHR names no place to sign in */
  | 'server'
  /** not begun here, or used already */
  | 'state'
  /** by the EHR */
  | 'refused'
  /** the link is another patient's, or there is none */
  | 'patient'
  | 'handle'
  /** more than the client's share */
  | 'busy';
