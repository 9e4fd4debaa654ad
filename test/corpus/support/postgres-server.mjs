import { once } from 'node:events';
import { createServer } from 'node:net';

const TEXT = 25;

/** A PostgreSQL server (protocol 3.0) whose answer to each query is one row: the query's `text`, its `parameters`. */
export function postgresServer() {
  let started;
  return async () => {
    started ??= start();
    return await started;
  };
}

async function start() {
  const server = createServer((socket) => {
    const session = { isStarted: false, text: '', parameters: [], rest: Buffer.alloc(0) };
    socket.unref();
    socket.on('error', () => {});
    socket.on('data', (bytes) => receive(session, Buffer.concat([session.rest, bytes]), socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return { host: '127.0.0.1', port: server.address().port, user: 'ada', password: 'secret', database: 'corpus' };
}

function receive(session, bytes, socket) {
  let at = 0;
  while (true) {
    const typeBytes = session.isStarted ? 1 : 0;
    if (bytes.length < at + typeBytes + 4) break;
    const length = bytes.readInt32BE(at + typeBytes);
    if (bytes.length < at + typeBytes + length) break;
    const type = session.isStarted ? String.fromCharCode(bytes[at]) : 'start';
    const body = bytes.subarray(at + typeBytes + 4, at + typeBytes + length);
    session.isStarted = true;
    for (const reply of answer(type, body, session)) socket.write(reply);
    at += typeBytes + length;
  }
  session.rest = bytes.subarray(at);
}

function answer(type, body, session) {
  switch (type) {
    case 'start':
      return [message('R', int32(0)), message('S', texts('server_version', '17.0')), ready()];
    case 'Q':
      Object.assign(session, { text: untilZero(body, 0), parameters: [] });
      return [columns(), row(session), done(), ready()];
    case 'P':
      session.text = untilZero(body, body.indexOf(0) + 1);
      return [message('1')];
    case 'B':
      session.parameters = boundValues(body);
      return [message('2')];
    case 'D':
      return [columns()];
    case 'E':
      return [row(session), done()];
    case 'S':
      return [ready()];
    default:
      return [];
  }
}

function boundValues(body) {
  let at = body.indexOf(0, body.indexOf(0) + 1) + 1;
  at += 2 + 2 * body.readInt16BE(at);
  const values = [];
  const count = body.readInt16BE(at);
  at += 2;
  for (let index = 0; index < count; index++) {
    const length = body.readInt32BE(at);
    values.push(length === -1 ? null : body.toString('utf8', at + 4, at + 4 + length));
    at += 4 + Math.max(length, 0);
  }
  return values;
}

function columns() {
  const fields = ['text', 'parameters'].map((name) =>
    Buffer.concat([texts(name), int32(0), int16(0), int32(TEXT), int16(-1), int32(-1), int16(0)]),
  );
  return message('T', int16(fields.length), ...fields);
}

function row({ text, parameters }) {
  const values = [text, JSON.stringify(parameters)].map((value) => Buffer.from(value));
  return message('D', int16(values.length), ...values.flatMap((value) => [int32(value.length), value]));
}

function done() {
  return message('C', texts('SELECT 1'));
}

function ready() {
  return message('Z', Buffer.from('I'));
}

function message(type, ...parts) {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function texts(...values) {
  return Buffer.from(values.map((value) => `${value}\0`).join(''));
}

function int32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function int16(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function untilZero(body, start) {
  return body.toString('utf8', start, body.indexOf(0, start));
}
