import Stripe from 'stripe';
import { loopbackServer } from '../support/loopback-server.mjs';

const server = loopbackServer(({ path, text }) =>
  text.includes('Grace')
    ? {
        status: 402,
        body: JSON.stringify({ error: { type: 'card_error', code: 'card_declined', message: 'declined' } }),
      }
    : { id: 'cus_1', object: 'customer', path, name: new URLSearchParams(text).get('name') },
);
let stripe;

export const handler = async ({ name }) => {
  const { hostname: host, port } = new URL(await server());
  stripe ??= new Stripe('sk_test_1', { host, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 });
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', name });
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret: 'whsec', timestamp: 1_767_225_600 });
  console.log(stripe.webhooks.constructEvent(payload, header, 'whsec', Number.MAX_SAFE_INTEGER));
  try {
    const { id, path, name: created } = await stripe.customers.create({ name });
    return { id, path, created };
  } catch (error) {
    console.error(error.type, error instanceof Stripe.errors.StripeCardError);
    return { code: error.code, message: error.message };
  }
};
