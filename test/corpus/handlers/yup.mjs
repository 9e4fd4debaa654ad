import { number, object, string } from 'yup';

const schema = object({ id: number().max(7), name: string().trim().required() });

export const handler = async (event) => {
  console.log(schema.describe().fields.id.type);
  return await schema.validate(event, { stripUnknown: true });
};
