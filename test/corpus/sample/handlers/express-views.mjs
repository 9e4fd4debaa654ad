import { join } from 'node:path';
import express from 'express';
import serverless from 'serverless-http';
import { apiEvent, shortAnswer } from '../../support/api-event.mjs';

const app = express();
app.set('views', join(import.meta.dirname, '../assets/views'));
app.set('view engine', 'ejs');
app.get('/people', ({ query }, response) => response.render('person', query));
const inner = serverless(app);

export const handler = async ({ name }, context) => {
  console.log('rendering for', name);
  return shortAnswer(await inner(apiEvent('GET', `/people?name=${name}`), context));
};
