const express = require('express');
const serverless = require('serverless-http');
const { apiEvent, shortAnswer } = require('../support/api-event.mjs');

const app = express();
app.use(express.json());
app.post('/people/:id', (request, response) => {
  console.log(request.method, request.path, request.body);
  if (request.params.id === '8') throw new TypeError('not for you');
  response.json({ id: request.params.id, ...request.body });
});
app.use((error, _request, response, _next) => response.status(500).send(`${error.name}: ${error.message}`));
const inner = serverless(app);

exports.handler = async ({ id, name }, context) =>
  shortAnswer(await inner(apiEvent('POST', `/people/${id}`, { name }), context));
