import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/**
 * Cuts the output of a process into lines, as Lambda cuts it into log events: at `\n` alone. Runtimes rely on that
 * and write `\r` where a record goes on in a new line.
 *
 * @param onLine called with each line, without its end, as soon as it is complete
 * @returns passes on a last line that has no end yet; happens by itself when the stream closes
 */
export function readLines(stream: Readable, onLine: (line: string) => void): () => void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const flush = (): void => {
    if (rest !== '') onLine(rest);
    rest = '';
  };
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  stream.on('close', flush);
  return flush;
}
