import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';

test('a reader that goes away, as head does, is no fault of the program', async () => {
  const child = spawn(process.execPath, ['bin/liangtian.js', 'settle', '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let talk = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (talk += text));
  const code = await new Promise((done) => child.once('close', done));
  expect({ code, talk }).toEqual({ code: 0, talk: '' });
});
