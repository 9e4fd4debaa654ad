import { once } from 'node:events';
import { createServer } from 'node:net';

/** A Redis server (RESP 2) with the commands that the clients begin with, SET, GET and INCR. */
export function redisServer() {
  let started;
  return async () => {
    started ??= start();
    return await started;
  };
}

async function start() {
  const values = new Map();
  const server = createServer((socket) => {
    let rest = '';
    socket.on('error', () => {});
    socket.setEncoding('utf8').on('data', (text) => {
      const { commands, left } = split(rest + text);
      rest = left;
      for (const command of commands) socket.write(answer(command, values));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { host: '127.0.0.1', port: server.address().port };
}

/** Arrays of bulk strings; none of the clients here sends more than ASCII. */
function split(text) {
  const commands = [];
  let left = text;
  while (true) {
    const count = /^\*(\d+)\r\n/.exec(left);
    if (count === null) break;
    const items = readItems(left.slice(count[0].length), Number(count[1]));
    if (items === undefined) break;
    commands.push(items.values);
    left = items.left;
  }
  return { commands, left };
}

function readItems(text, count) {
  const values = [];
  let left = text;
  while (values.length < count) {
    const head = /^\$(\d+)\r\n/.exec(left);
    if (head === null) return undefined;
    const end = head[0].length + Number(head[1]);
    if (left.length < end + 2) return undefined;
    values.push(left.slice(head[0].length, end));
    left = left.slice(end + 2);
  }
  return { values, left };
}

function answer([name, key, value], values) {
  switch (name.toUpperCase()) {
    case 'INFO':
      return bulk('redis_version:7.2.0\r\nloading:0\r\n');
    case 'SET':
      values.set(key, value);
      return '+OK\r\n';
    case 'GET':
      return values.has(key) ? bulk(values.get(key)) : '$-1\r\n';
    case 'INCR':
      values.set(key, String(Number(values.get(key) ?? 0) + 1));
      return `:${values.get(key)}\r\n`;
    case 'HELLO':
      return '-ERR unknown command\r\n';
    case 'FAIL':
      return '-ERR no such thing\r\n';
    default:
      return '+OK\r\n';
  }
}

function bulk(text) {
  return `$${text.length}\r\n${text}\r\n`;
}
