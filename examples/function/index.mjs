let invocations = 0;

export const handler = async ({ name = 'World' } = {}) => {
  invocations += 1;
  return { message: `Hello, ${name}!`, invocations };
};
