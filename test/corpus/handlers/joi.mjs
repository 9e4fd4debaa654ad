import Joi from 'joi';

const schema = Joi.object({
  id: Joi.number().integer().max(7),
  name: Joi.string().alphanum().required(),
  items: Joi.array().items(Joi.number()),
});

export const handler = async (event) => {
  const { error, value } = schema.validate(event);
  if (error !== undefined) {
    console.error(error.message, Joi.isError(error));
    throw error;
  }
  return value;
};
