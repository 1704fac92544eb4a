/** What a response's body turned out to be. */
export type JsonReading =
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json' };

/** What bounds the reading of a body. */
export interface ReadingLimits {
  readonly maximumBytes: number;
  readonly signal: AbortSignal;
  readonly takeBytes?: (bytes: number) => boolean;
}

/** A body is held as bytes, then as text and as what it is parsed to. */
const bytesPerByte = 2;

/**
 * Reads a response of at most `maximumBytes` (after decompression) as JSON; rejects when the connection breaks. The signal
 * ends the reading and the connection with it; what comes of it is then of no use.
 */
export async function readJson(response: Response, limits: ReadingLimits): Promise<JsonReading> {
  const type = response.headers.get('content-type') ?? '';
  if (!/^\s*application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) {
    await response.body?.cancel();
    return { kind: 'not-json' };
  }
  const length = Number(response.headers.get('content-length') ?? 0);
  if (length > limits.maximumBytes) {
    await response.body?.cancel();
    return { kind: 'too-large' };
  }
  const bytes = await readBytes(response, limits);
  if (bytes === undefined) return { kind: 'too-large' };
  try {
    const text = bytes.toString('utf8');
    const body: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return { kind: 'json', body };
  } catch {
    return { kind: 'not-json' };
  }
}

async function readBytes(
  { body }: Response,
  { maximumBytes, signal, takeBytes = () => true }: ReadingLimits,
): Promise<Buffer | undefined> {
  if (body === null) return Buffer.alloc(0);
  const reader = body.getReader();
  const cancel = (): Promise<void> => reader.cancel().catch(() => undefined);
  const stop = (): void => void cancel();
  signal.addEventListener('abort', stop);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || signal.aborted) break;
      length += value.byteLength;
      if (length > maximumBytes || !takeBytes(value.byteLength * bytesPerByte)) return undefined;
      chunks.push(value);
    }
    return Buffer.concat(chunks, length);
  } finally {
    signal.removeEventListener('abort', stop);
    // a body that has been read to its end has nothing left to cancel
    await cancel();
  }
}
