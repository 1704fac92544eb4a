import { type IncomingHttpHeaders, IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** A request as its bytes; header names in lower case, as Node's parser gives them. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** Hands a request to an app without a connection; resolves once the app has ended its response. */
export function callApp(app: RequestListener, { method, path, headers, body }: RawRequest): Promise<RawAnswer> {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method, url: path, headers, complete: true });
  request.push(body);
  request.push(null);
  return new Promise((resolve) => {
    const response = new ServerResponse(request);
    response.end = (chunk?: unknown) => {
      resolve({ status: response.statusCode, body: typeof chunk === 'string' ? chunk : '' });
      // without a connection nobody else says that the answer is out
      response.emit('close');
      return response;
    };
    app(request, response);
  });
}
