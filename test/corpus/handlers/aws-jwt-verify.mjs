import { JwtVerifier } from 'aws-jwt-verify';
import { JwtParseError } from 'aws-jwt-verify/error';

const verifier = JwtVerifier.create({
  issuer: 'https://issuer.example.com',
  audience: null,
  jwksUri: 'https://issuer.example.com/k',
});

export const handler = async ({ name }) => {
  try {
    return await verifier.verify(`${name}.is.none`);
  } catch (error) {
    console.log(error.name, error instanceof JwtParseError);
    return { message: error.message };
  }
};
