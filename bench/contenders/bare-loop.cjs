// The floor: what Node.js itself needs to get from its start to the first GET next. It loads no handler, looks at no
// event and posts each one back as its own answer.
const { connect } = require('node:net');

const address = process.env.AWS_LAMBDA_RUNTIME_API;
const base = '/2018-06-01/runtime/invocation';
const [host, port] = address.split(':');
const socket = connect({ host, port: Number(port), noDelay: true });
let input = '';

socket.setEncoding('latin1');
socket.on('data', (text) => {
  input += text;
  const headEnd = input.indexOf('\r\n\r\n');
  if (headEnd === -1) return;
  const bodyEnd = headEnd + 4 + Number(/content-length: (\d+)/i.exec(input)[1]);
  if (input.length < bodyEnd) return;
  const requestId = /lambda-runtime-aws-request-id: (.+)/i.exec(input.slice(0, headEnd))?.[1];
  const body = input.slice(headEnd + 4, bodyEnd);
  input = input.slice(bodyEnd);
  if (requestId === undefined) askNext();
  else respond(requestId, body);
});
socket.on('close', () => process.exit(0));
askNext();

function askNext() {
  socket.write(`GET ${base}/next HTTP/1.1\r\nhost: ${address}\r\n\r\n`);
}

function respond(requestId, body) {
  const head = `POST ${base}/${requestId}/response HTTP/1.1\r\nhost: ${address}\r\ncontent-type: application/json`;
  socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`, 'latin1');
}
