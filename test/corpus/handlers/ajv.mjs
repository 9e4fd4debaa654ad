import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const ajv = new Ajv({ allErrors: true });
addFormats(ajv);
const validate = ajv.compile({
  type: 'object',
  required: ['id', 'name', 'items', 'mail'],
  properties: {
    id: { type: 'integer', maximum: 7 },
    name: { type: 'string', pattern: '^[A-Z]' },
    items: { type: 'array', prefixItems: [{ const: 3 }] },
    mail: { type: 'string', format: 'email' },
  },
});

export const handler = async (event) => {
  const isValid = validate({ ...event, mail: `${event.name}@example.com` });
  console.log(ajv.errorsText(validate.errors));
  return { isValid, errors: validate.errors };
};
