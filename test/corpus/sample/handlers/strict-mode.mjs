import express from 'express';
import lodash from 'lodash';

function receiver() {
  return this === undefined;
}

export const handler = async ({ id }) => {
  const frozen = Object.freeze({ a: 1 });
  console.log(receiver(), typeof express.Router);
  // ES modules are strict, whatever they import.
  if (id === 8) frozen.a = lodash.add(id, 1);
  return { id, a: frozen.a };
};
