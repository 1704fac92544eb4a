/** What a response's body turned out to be. */
export type JsonReading =
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'not-json' };

/** Reads a response of at most `maximumBytes` (after decompression) as JSON; rejects when the connection breaks. */
export async function readJson(response: Response, maximumBytes: number): Promise<JsonReading> {
  const type = response.headers.get('content-type') ?? '';
  if (!/^\s*application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(type)) {
    await response.body?.cancel();
    return { kind: 'not-json' };
  }
  const length = Number(response.headers.get('content-length') ?? 0);
  const bytes = length > maximumBytes ? undefined : await readBytes(response, maximumBytes);
  if (bytes === undefined) {
    await response.body?.cancel();
    return { kind: 'too-large' };
  }
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    return { kind: 'json', body };
  } catch {
    return { kind: 'not-json' };
  }
}

async function readBytes(response: Response, maximumBytes: number): Promise<Buffer | undefined> {
  if (response.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.byteLength;
    if (length > maximumBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
