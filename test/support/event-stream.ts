import type { Browser } from '../../tools/demo/browser';

export interface ServerSentEvent {
  /** `message` for events without a name. */
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** The events of a stream as they arrive; ending the loop closes the connection. */
export async function* serverSentEvents(browser: Browser, url: URL): AsyncGenerator<ServerSentEvent> {
  const response = await browser.send(url, { headers: { accept: 'text/event-stream' } });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk as Uint8Array).toString();
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, type = 'message'] = /^event: (.*)$/m.exec(block) ?? [];
      const [, data] = /^data: (.*)$/m.exec(block) ?? [];
      if (data !== undefined) yield { type, data: JSON.parse(data) as ServerSentEvent['data'] };
    }
  }
}
