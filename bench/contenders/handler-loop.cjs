// A runtime as small as it can be: it loads the handler and answers events with what it returns, over one socket. It
// runs on Node.js and on Bun. Callbacks, streams, logs and faults are what it leaves out.
const { existsSync } = require('node:fs');
const { connect } = require('node:net');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const { AWS_LAMBDA_RUNTIME_API: address, LAMBDA_TASK_ROOT: taskRoot, _HANDLER: handlerName } = process.env;
const base = '/2018-06-01/runtime/invocation';
const [host, port] = address.split(':');
const socket = connect({ host, port: Number(port), noDelay: true });
let input = '';
let handler;

socket.setEncoding('latin1');
socket.on('data', (text) => {
  input += text;
  const headEnd = input.indexOf('\r\n\r\n');
  if (headEnd === -1) return;
  const bodyEnd = headEnd + 4 + Number(/content-length: (\d+)/i.exec(input)[1]);
  if (input.length < bodyEnd) return;
  const head = input.slice(0, headEnd);
  const body = input.slice(headEnd + 4, bodyEnd);
  input = input.slice(bodyEnd);
  const requestId = header(head, 'aws-request-id');
  if (requestId === undefined) send('GET', '/next');
  else void invoke(requestId, head, Buffer.from(body, 'latin1').toString());
});
socket.on('close', () => process.exit(0));
void start();

async function start() {
  const [file, name] = handlerName.split('.');
  const module = join(taskRoot, file);
  const path = ['.js', '.mjs', '.cjs'].map((extension) => module + extension).find(existsSync);
  const exports = path.endsWith('.mjs') ? await import(pathToFileURL(path).href) : require(path);
  handler = exports[name];
  send('GET', '/next');
}

async function invoke(requestId, head, event) {
  try {
    const result = await handler(JSON.parse(event), contextOf(requestId, head));
    send('POST', `/${requestId}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    send('POST', `/${requestId}/error`, JSON.stringify({ errorType: error.name, errorMessage: error.message }));
  }
}

function contextOf(requestId, head) {
  const deadlineMs = Number(header(head, 'deadline-ms'));
  return {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: header(head, 'invoked-function-arn'),
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  };
}

function header(head, name) {
  return new RegExp(`lambda-runtime-${name}: (.+)`, 'i').exec(head)?.[1];
}

function send(method, path, body) {
  const length =
    body === undefined ? '' : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  socket.write(`${method} ${base}${path} HTTP/1.1\r\nhost: ${address}\r\n${length}\r\n${body ?? ''}`);
}
