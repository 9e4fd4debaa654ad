import puppeteer, { TimeoutError } from 'puppeteer-core';
import { WebSocketServer } from 'ws';

const ANSWERS = {
  'Browser.getVersion': {
    product: 'Corpus/1.0',
    protocolVersion: '1.3',
    userAgent: 'corpus',
    jsVersion: '1',
    revision: '',
  },
  'Target.getBrowserContexts': { browserContextIds: ['first', 'second'] },
};

/** What a browser says where nothing is to be seen. */
function startBrowser() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    socket.on('message', (text) => {
      const { id, method } = JSON.parse(text);
      socket.send(JSON.stringify({ id, result: ANSWERS[method] ?? {} }));
    });
  });
  return new Promise((resolve) => server.once('listening', () => resolve(server)));
}

export const handler = async ({ id, name }) => {
  const args = await puppeteer.defaultArgs({ args: [`--user-agent=${name}`], headless: id === 7 });
  const server = await startBrowser();
  const browser = await puppeteer.connect({ browserWSEndpoint: `ws://127.0.0.1:${server.address().port}` });
  const [version, contexts] = [await browser.version(), browser.browserContexts().length];
  await browser.disconnect();
  server.close();
  console.log(new TimeoutError('none').name, version);
  if (id === 8) await puppeteer.launch({ executablePath: '/nowhere/chromium' });
  return { args, version, contexts };
};
