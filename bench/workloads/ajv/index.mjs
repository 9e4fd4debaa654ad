import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';

const ajv = addFormats(new Ajv({ removeAdditional: true, useDefaults: true }));

const VALIDATORS = Array.from({ length: 24 }, (_, index) =>
  ajv.compile({
    type: 'object',
    additionalProperties: false,
    required: ['kind', 'id', 'customer', 'items'],
    properties: {
      kind: { const: `event-${index}` },
      id: { type: 'string', format: 'uuid' },
      customer: {
        type: 'object',
        required: ['name', 'email'],
        properties: {
          name: { type: 'string', minLength: 1 },
          email: { type: 'string', format: 'email' },
          tags: { type: 'array', items: { type: 'string' }, maxItems: 10 },
        },
      },
      items: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          required: ['sku', 'quantity', 'price'],
          properties: {
            sku: { type: 'string' },
            quantity: { type: 'integer', exclusiveMinimum: 0 },
            price: { type: 'number', minimum: 0 },
          },
        },
      },
      currency: { enum: ['EUR', 'USD', 'JPY'], default: 'EUR' },
      note: { type: 'string' },
    },
  }),
);

export const handler = async ({ schema, order }) => {
  const validate = VALIDATORS[schema];
  if (!validate(order)) throw new TypeError(ajv.errorsText(validate.errors));
  return order;
};
