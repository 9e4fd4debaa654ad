const fetch = require('node-fetch-2');
const { loopbackServer } = require('../support/loopback-server.mjs');

const server = loopbackServer(({ path }) => ({ path }));

exports.handler = async ({ id }) => {
  const response = await fetch(`${await server()}/${id}`);
  console.log(response.status, response instanceof fetch.Response);
  return await response.json();
};
