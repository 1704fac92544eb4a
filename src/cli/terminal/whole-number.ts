import { RequestError } from '../../errors.js';

/**
 * The number that was typed for an option.
 * @throws RequestError for anything but digits
 */
export function wholeNumber(option: string, text = ''): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new RequestError({ code: 'value', status: 400, message: `${option} ${text} is not a whole number` });
}
