import { readFile } from 'node:fs/promises';
import path from 'node:path';

const read = (file: string) => readFile(path.resolve(__dirname, '..', '..', file), 'utf8');

describe('docs/enhancers.md', () => {
  it('shows the example that is compiled, to the letter', async () => {
    const [, block] = /```ts\n([^]*?)```/.exec(await read('docs/enhancers.md')) ?? [];
    expect(block).toBe(await read('test/types/enhancers-example.ts'));
  });
});
