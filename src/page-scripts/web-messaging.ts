import { isJson, type Json } from './json.js';

/** The frame that opened the form, or that it was opened from. */
const ehr: Window | null = window.parent === window ? window.opener : window.parent;
const patienceMilliseconds = 1_500;

/** Where messages go; without a handle they take the form that an EHR answers without one. */
export interface Destination {
  readonly origin: string;
  readonly handle: string | undefined;
}

/**
 * Sends one message of SMART Web Messaging and answers whether the EHR says that it was done; `silent` when it says
 * nothing in time. Only an answer of that frame and origin to this very message counts.
 */
export function sendMessage(
  to: Destination,
  messageType: string,
  payload: Json,
): Promise<'done' | 'refused' | 'silent'> {
  if (ehr === null) return Promise.resolve('silent');
  const messageId = crypto.randomUUID();
  const handle = to.handle === undefined ? {} : { messagingHandle: to.handle };
  return new Promise((resolve) => {
    const finish = (answer: 'done' | 'refused' | 'silent'): void => {
      removeEventListener('message', listen);
      clearTimeout(timer);
      resolve(answer);
    };
    const listen = ({ origin, source, data }: MessageEvent<unknown>): void => {
      if (origin !== to.origin || source !== ehr || !isJson(data) || data.responseToMessageId !== messageId) return;
      const { payload: answer } = data;
      const status = isJson(answer) ? String(answer.status ?? '') : '';
      finish(isJson(answer) && (answer.success === false || /^[45]/.test(status)) ? 'refused' : 'done');
    };
    const timer = setTimeout(() => finish('silent'), patienceMilliseconds);
    addEventListener('message', listen);
    ehr.postMessage({ ...handle, messageId, messageType, payload }, to.origin);
  });
}
