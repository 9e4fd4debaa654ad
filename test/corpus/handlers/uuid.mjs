import { NIL, v4, v5, validate } from 'uuid';

export const handler = async ({ name }) => {
  console.log(validate(v4()));
  return { id: v5(name, v5.URL), nil: NIL };
};
