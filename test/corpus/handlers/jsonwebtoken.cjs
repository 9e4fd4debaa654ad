const jwt = require('jsonwebtoken');

exports.handler = async ({ id, name }) => {
  const token = jwt.sign({ sub: String(id), name, iat: 1_767_225_600 }, 'secret', { algorithm: 'HS256' });
  try {
    jwt.verify(token, id === 8 ? 'another' : 'secret', { ignoreExpiration: true });
  } catch (error) {
    console.error(error.name, error instanceof jwt.JsonWebTokenError);
    throw error;
  }
  return { token, payload: jwt.decode(token) };
};
